import type { PipelineFile } from '../structure/read-pipeline-file.ts';

/** A pipeline's file and its name; null: it cannot be told. */
export type Named = Pick<PipelineFile, 'file' | 'name'>;

/** The pipeline files of a repository by the name in them, in their order. */
export type ByName<T extends Named = Named> = ReadonlyMap<string, readonly T[]>;

/** Gathers files under their names, so that each is asked for its name once. */
export function groupByName<T extends Named>(files: readonly T[]): ByName<T> {
  const byName = new Map<string, T[]>();
  for (const file of files) {
    if (file.name === null) continue;
    const same = byName.get(file.name);
    if (same === undefined) byName.set(file.name, [file]);
    else same.push(file);
  }
  return byName;
}

/** Another file that has the name of this one; null: its name is its own. */
export function namesakeOf(byName: ByName, { file, name }: Named): string | null {
  const same = name === null ? [] : (byName.get(name) ?? []);
  return same.findLast((other) => other.file !== file)?.file ?? null;
}
