import type { Triggers } from '../../../schemas/pipeline.generated.ts';
import { checkStructure } from '../structure/check-structure.ts';
import { readYaml } from '../parse/read-yaml.ts';

/** What a pipeline file says of when it starts, as far as it can be read; null: it cannot be told what pipeline it is. */
export function readTriggers(
  text: string,
): { readonly name: string; readonly triggers: Triggers } | null {
  const yaml = readYaml(text);
  if (yaml.value === undefined) return null;
  const { pipeline } = checkStructure(yaml.value, yaml.damaged);
  return pipeline === null ? null : { name: pipeline.name, triggers: pipeline.on ?? {} };
}
