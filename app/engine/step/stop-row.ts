import type { StepRow } from '../../domain/run/run.ts';
import { conditionSurvivesCancel } from '../evaluate/condition.ts';
import type { RunChanges } from '../state/run-changes.ts';
import { endRow } from './end-row.ts';
import { moveRow } from './move-row.ts';
import { isLive } from '../state/counts.ts';

export type Stop = {
  readonly ending: NonNullable<StepRow['ending']>;
  readonly reason: string;
};

/**
 * Ends a row before its time: at once if nothing of it is alive, else by asking its attempt to end. A row that moves an
 * alias is left alone: half a promotion is worse than a late end. So is a matrix step, whose cells are stopped instead.
 */
export function stopRow(changes: RunChanges, row: StepRow, stop: Stop): void {
  if (row.state === 'over' || row.state === 'open') return;
  if (row.state === 'promoting') return;
  if (row.state === 'stopping') {
    // One that was to wait for money ends now.
    if (row.ending === 'budget' && stop.ending !== 'budget') changes.put({ ...row, ...stop });
    return;
  }
  if (!isLive(row)) {
    // Nothing of it costs anything.
    if (stop.ending === 'budget') return;
    endRow(changes, row, { result: stop.ending, reason: stop.reason });
    return;
  }
  moveRow(changes, row, { ...row, ...stop, state: 'stopping' });
  askToEnd(changes, row, stop.reason);
}

/** Has the live attempt of a row told to end. */
export function askToEnd(changes: RunChanges, row: StepRow, reason: string): void {
  changes.emit(`${row.key}/${row.attempt}/step.cancel`, {
    kind: 'step.cancel',
    key: row.key,
    attempt: row.attempt,
    reason,
  });
}

/** Stops every row that a cancel reaches: all but those whose `if` asks to run even then, unless it is forced. */
export function stopActiveRows(changes: RunChanges, reason: string, forced: boolean): void {
  const survivors = new Map<string, boolean>();
  for (const row of changes.active()) {
    const known = survivors.get(row.stepId);
    const survives = known ?? (!forced && conditionSurvivesCancel(changes, row.stepId));
    survivors.set(row.stepId, survives);
    if (!survives) stopRow(changes, row, { ending: 'cancelled', reason });
  }
}
