import type { RunHeader } from '../../domain/run/run.ts';
import type { StoreReads } from '../../runtime/ports/store.ts';
import { UsageError } from '../usage-error.ts';

/** The run that a person means: an id or its beginning, `12`, `12.2` or `latest`. Throws a `UsageError` for none. */
export async function findRun(store: StoreReads, reference: string): Promise<RunHeader> {
  const run = await store.runs.find(reference);
  const header = run === null ? null : await store.runs.header(run);
  if (header !== null) return header;
  const [newest] = await store.runs.list({ pipeline: null, open: false, limit: 1 });
  if (newest === undefined) {
    throw new UsageError('There is no run yet.', 'Start one: mlpipelines run PIPELINE');
  }
  throw new UsageError(
    `There is no run ${reference}; the newest is ${newest.number}.`,
    'A run is named by its number (12, 12.2), its id or `latest`. All of them: mlpipelines runs',
  );
}
