import type { StepRow } from '../../domain/run/run.ts';
import type { RunRecord } from '../../reports/view/run-view.ts';
import { runNumber } from '../../reports/words/run-words.ts';
import type { AttemptId } from '../../runtime/ports/attempts.ts';
import type { StoreReads } from '../../runtime/ports/store.ts';
import { UsageError } from '../usage-error.ts';
import { findRow } from './find-row.ts';
import { loadRunRecord } from './load-run-record.ts';

/**
 * The attempt whose output a person means: the newest of a step, or the one with this number; of a step that was taken
 * from an earlier run, that run's. Throws a `UsageError` when there is none.
 */
export async function findLog(
  store: StoreReads,
  record: RunRecord,
  wanted: { readonly key: string; readonly attempt: number | null },
): Promise<AttemptId> {
  const row = findRow(record, wanted.key);
  if (row.takenFrom !== null && row.attempt === 0) {
    const { run, key } = row.takenFrom;
    return findLog(store, await loadRunRecord(store, run), { ...wanted, key });
  }
  const attempt = wanted.attempt ?? row.attempt;
  if (attempt < 1 || attempt > row.attempt) throw noSuchAttempt(record, row, attempt);
  return { run: record.header.id, key: row.key, attempt };
}

function noSuchAttempt({ header, steps }: RunRecord, row: StepRow, attempt: number): UsageError {
  const name = `${row.key} of run ${runNumber(header)}`;
  if (row.role === 'group') {
    const cell = steps.find(({ role, stepId }) => role === 'cell' && stepId === row.stepId);
    const hint =
      cell === undefined ? null : `Name one: mlpipelines logs ${runNumber(header)} '${cell.key}'`;
    return new UsageError(`${name} is a matrix: its cells have the output.`, hint);
  }
  if (row.attempt === 0) return new UsageError(`${name} has not run: ${row.reason ?? row.state}.`);
  return new UsageError(`${name} has no attempt ${attempt}.`, `Its newest is ${row.attempt}.`);
}
