import type { RunRows } from '../../app/runtime/ports/runs.ts';
import type { Store } from '../../app/runtime/ports/store.ts';
import { waitUntil } from './wait-until.ts';

/** The rows of the newest run of a commit, once it is over. */
export function endOfRun(store: Store, sha: string): Promise<RunRows> {
  return waitUntil(async () => {
    const [run] = await store.runs.list({ pipeline: null, open: false, limit: 1, sha });
    return run?.endedAt == null ? null : store.runs.load(run.id);
  });
}
