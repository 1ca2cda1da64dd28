import { readFileSync } from 'node:fs';
import { DockerfileParser } from 'dockerfile-ast';

export type Instruction = { readonly keyword: string; readonly text: string };

/** The stages of a Dockerfile, each the instructions from its `FROM` on. */
export function readDockerfile(file: string): readonly (readonly Instruction[])[] {
  const stages: Instruction[][] = [];
  for (const read of DockerfileParser.parse(readFileSync(file, 'utf8')).getInstructions()) {
    const keyword = read.getKeyword();
    const flags = /^(?:--\S+\s+)+/;
    const text = (read.getRawArgumentsContent() ?? '').replace(keyword === 'COPY' ? '' : flags, '');
    if (keyword === 'FROM') stages.push([]);
    stages.at(-1)?.push({ keyword, text });
  }
  return stages;
}

export function textsOf(stage: readonly Instruction[], keyword: string): readonly string[] {
  return stage.filter((each) => each.keyword === keyword).map(({ text }) => text);
}
