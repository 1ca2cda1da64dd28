import type { PipelineFile } from '../compile/structure/read-pipeline-file.ts';

/** The words that a pipeline file declares as commands; none for a broken one. */
export function declaredCommands({ triggers }: PipelineFile): readonly string[] {
  return triggers.command ?? [];
}
