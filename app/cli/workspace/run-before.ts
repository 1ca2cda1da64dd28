import type { RunHeader } from '../../domain/run/run.ts';
import { makeRunView } from '../../reports/view/run-view.ts';
import type { RunView } from '../../../schemas/run-view.generated.ts';
import type { StoreReads } from '../../runtime/ports/store.ts';
import { isOver } from './is-over.ts';
import { loadRunRecord } from './load-run-record.ts';

/** How far it looks back. */
const MOST_RUNS = 50;

/** The newest run of a pipeline that was over when this one was made and was not cancelled; null: there is none. */
export async function runBefore(store: StoreReads, of: RunHeader): Promise<RunView | null> {
  const runs = await store.runs.list({ pipeline: of.pipeline, open: false, limit: MOST_RUNS });
  const before = runs.find(
    ({ id, status, endedAt }) =>
      id !== of.id &&
      isOver(status) &&
      status !== 'cancelled' &&
      endedAt !== null &&
      endedAt <= of.createdAt,
  );
  return before === undefined ? null : makeRunView(await loadRunRecord(store, before.id));
}
