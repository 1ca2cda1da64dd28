import type { AttemptOutcome, RunEvent } from '../domain/run/event.ts';
import type { StepRow, Timer, TimerPurpose } from '../domain/run/run.ts';
import { cancelRun } from './cancel-run.ts';
import type { RunChanges } from './state/run-changes.ts';
import { askForLook } from './step/ask-for-look.ts';
import { concludeAttempt } from './step/end-attempt.ts';
import { endRow } from './step/end-row.ts';
import { endStopped } from './step/end-stopped.ts';
import { endSilent, SILENT } from './step/end-silent.ts';
import { endUnbegun } from './step/end-unbegun.ts';
import { moveRow } from './step/move-row.ts';
import { stopRow } from './step/stop-row.ts';

type RowTimer = { readonly row: StepRow; readonly chance: number };

/**
 * A clock ran out. Leaving a state clears its clock, so a timer that is still set speaks of the state its row is in; one that
 * is due later was set anew meanwhile.
 */
export function fireTimer(
  changes: RunChanges,
  event: Extract<RunEvent, { type: 'timer.fired' }>,
): void {
  const timer = changes.timer(event.timer);
  if (timer === undefined || changes.at < timer.dueAt) return;
  changes.clearTimer(timer.id);
  if (timer.purpose === 'run') endRun(changes);
  else fireRowTimer(changes, timer, event.chance);
}

function fireRowTimer(changes: RunChanges, timer: Timer, chance: number): void {
  const row = timer.key === null ? undefined : changes.step(timer.key);
  if (row === undefined || timer.purpose === 'run') return;
  ON_ROW[timer.purpose](changes, { row, chance });
}

const ON_ROW: Readonly<
  Record<Exclude<TimerPurpose, 'run'>, (changes: RunChanges, timer: RowTimer) => void>
> = {
  approval: (changes, { row }) =>
    endRow(changes, row, { result: 'rejected', reason: 'no one approved it in time' }),
  budget: (changes, { row }) =>
    endRow(changes, row, { result: 'rejected', reason: 'no one raised its budget in time' }),
  backoff: (changes, { row }) => moveRow(changes, row, { ...row, state: 'ready' }),
  'queue-timeout': (changes, timer) => {
    if (!askForLook(changes, timer.row)) endUnbegun(changes, timer);
  },
  timeout: (changes, timer) => endSilent(changes, timer, FELL_SILENT),
  stop: (changes, { row }) => {
    conclude(changes, row, {
      ...SILENT,
      status: 'cancelled',
      message: 'its executor did not answer',
    });
    endStopped(changes, row);
  },
  deadline: (changes, { row }) =>
    stopRow(changes, row, { ending: 'failure', reason: 'its deadline passed' }),
};

const FELL_SILENT: AttemptOutcome = {
  ...SILENT,
  status: 'failed',
  class: 'timeout',
  message: 'its executor stopped responding, and its timeout has passed',
};

function conclude(changes: RunChanges, row: StepRow, outcome: AttemptOutcome): void {
  const attempt = changes.attempt(row.key, row.attempt);
  if (attempt !== undefined) concludeAttempt(changes, attempt, outcome);
}

/** The run's own clock spares nothing: an answer about a promotion that has not come by now never comes. */
function endRun(changes: RunChanges): void {
  const reason = 'the run took longer than a run may';
  const promoting = [...changes.active()].filter((row) => row.state === 'promoting');
  for (const row of promoting) endRow(changes, row, { result: 'failure', reason });
  cancelRun(changes, { by: null, reason, forced: true });
}
