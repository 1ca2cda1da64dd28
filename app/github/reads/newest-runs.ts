import type { RunHeader } from '../../domain/run/run.ts';
import type { Store } from '../../runtime/ports/store.ts';

/** More pipelines than any repository has at one commit. */
const MOST_RUNS = 500;

/** The newest run of each pipeline at a commit, by the pipeline's name. */
export async function newestRuns(
  { runs }: Pick<Store, 'runs'>,
  repository: number,
  sha: string,
): Promise<readonly RunHeader[]> {
  const query = { pipeline: null, open: false, limit: MOST_RUNS, repository, sha };
  const newest = new Map<string, RunHeader>();
  for (const header of await runs.list(query)) {
    if (!newest.has(header.pipeline)) newest.set(header.pipeline, header);
  }
  return [...newest.values()].sort((a, b) => (a.pipeline < b.pipeline ? -1 : 1));
}
