import type { RunHeader } from '../../domain/run/run.ts';
import type { Store } from '../../runtime/ports/store.ts';

/** More than any commit has. */
const MOST_RUNS = 500;

/** The newest run of each pipeline at a commit, by the pipeline's name. */
export async function newestRuns(
  store: Pick<Store, 'runs'>,
  repository: number,
  sha: string,
): Promise<readonly RunHeader[]> {
  return newestOf(await runsAt(store, repository, sha));
}

/** All runs at a commit, newest first. */
export function runsAt(
  { runs }: Pick<Store, 'runs'>,
  repository: number,
  sha: string,
): Promise<readonly RunHeader[]> {
  return runs.list({ pipeline: null, open: false, limit: MOST_RUNS, repository, sha });
}

/** Of runs with the newest first, the newest of each pipeline, by its name. */
export function newestOf(all: readonly RunHeader[]): readonly RunHeader[] {
  const newest = new Map<string, RunHeader>();
  for (const header of all) {
    if (!newest.has(header.pipeline)) newest.set(header.pipeline, header);
  }
  return [...newest.values()].sort((a, b) => (a.pipeline < b.pipeline ? -1 : 1));
}
