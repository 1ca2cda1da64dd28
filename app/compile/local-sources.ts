import type { PipelineFile } from './structure/read-pipeline-file.ts';
import { repositoryPath } from './repository-path.ts';

/** Where inputs of this machine lie that a pipeline file names (`uri: ./data/raw`), relative to the root; unique. */
export function localSources({ structure: { pipeline } }: PipelineFile): readonly string[] {
  if (pipeline === null) return [];
  const shared = pipeline.defaults?.run?.['working-directory'];
  const found = Object.values(pipeline.steps).flatMap((step) => {
    const folder = repositoryPath(step['working-directory'] ?? shared ?? '.') ?? '.';
    return Object.values(step.inputs ?? {}).flatMap((input) =>
      typeof input === 'string' || input.uri === undefined
        ? []
        : [localSource(input.uri, folder)].filter((source) => source !== null),
    );
  });
  return [...new Set(found)];
}

/** Whether data from outside is named by a path, and not by a URL or by an expression. */
export function isLocal(uri: string): boolean {
  return /^\.\.?\//.test(uri) && !uri.includes('${{');
}

/** The path that a `uri` of a step in `folder` means, relative to the root. Null: it is no path, or leads out. */
export function localSource(uri: string, folder: string): string | null {
  return isLocal(uri) ? repositoryPath(uri, folder) : null;
}
