import type { Triggers } from '../../../schemas/pipeline.generated.ts';
import { readYaml, type YamlFile } from '../parse/read-yaml.ts';
import { checkStructure, type Structure } from './check-structure.ts';

/** A pipeline file's path and what it says. */
export type PipelineSource = { readonly file: string; readonly text: string };

/** A pipeline file, read: all that is known of it whatever it is wanted for, so that it need not be read again. */
export type PipelineFile = {
  readonly file: string;
  /** Null: it cannot be told what pipeline it is. */
  readonly name: string | null;
  /** When it starts, as far as that can be read. */
  readonly triggers: Triggers;
  readonly yaml: YamlFile;
  /** What of it has the form of a pipeline, and what does not. */
  readonly structure: Structure;
};

/** Reads a pipeline file: as YAML, then against the schema. Pure; never throws for any text. */
export function readPipelineFile({ file, text }: PipelineSource): PipelineFile {
  const yaml = readYaml(text);
  const structure = checkStructure(yaml);
  const { pipeline } = structure;
  return { file, name: pipeline?.name ?? null, triggers: pipeline?.on ?? {}, yaml, structure };
}
