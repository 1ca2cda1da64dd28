import type { AttemptOutcome, RunEvent } from '../domain/run/event.ts';
import type { StepRow, Timer, TimerPurpose } from '../domain/run/run.ts';
import { cancelRun } from './cancel-run.ts';
import type { Draft } from './state/draft.ts';
import { concludeAttempt } from './step/end-attempt.ts';
import { endRow } from './step/end-row.ts';
import { moveRow } from './step/move-row.ts';
import { NO_PRODUCTS } from './step/no-products.ts';
import { retryOrFail } from './step/retry-or-fail.ts';
import { askToEnd, stopRow } from './step/stop-row.ts';

type RowTimer = { readonly row: StepRow; readonly chance: number };

/** A clock ran out. Leaving a state clears its clock, so a timer that is still set speaks of the state its row is in. */
export function fireTimer(draft: Draft, event: Extract<RunEvent, { type: 'timer.fired' }>): void {
  const timer = draft.timer(event.timer);
  if (timer === undefined) return;
  draft.clearTimer(timer.id);
  if (timer.purpose === 'run') endRun(draft);
  else fireRowTimer(draft, timer, event.chance);
}

function fireRowTimer(draft: Draft, timer: Timer, chance: number): void {
  const row = timer.key === null ? undefined : draft.step(timer.key);
  if (row === undefined || timer.purpose === 'run') return;
  ON_ROW[timer.purpose](draft, { row, chance });
}

const ON_ROW: Readonly<
  Record<Exclude<TimerPurpose, 'run'>, (draft: Draft, timer: RowTimer) => void>
> = {
  approval: (draft, { row }) =>
    endRow(draft, row, { result: 'rejected', reason: 'no one approved it in time' }),
  backoff: (draft, { row }) => moveRow(draft, row, { ...row, state: 'ready' }),
  'queue-timeout': (draft, timer) => endSilent(draft, timer, NEVER_BEGAN),
  timeout: (draft, timer) => endSilent(draft, timer, FELL_SILENT),
  stop: (draft, { row }) => {
    conclude(draft, row, {
      ...SILENT,
      status: 'cancelled',
      message: 'its executor did not answer',
    });
    endRow(draft, row, { result: row.ending ?? 'cancelled', reason: row.reason });
  },
  deadline: (draft, { row }) =>
    stopRow(draft, row, { ending: 'failure', reason: 'its deadline passed' }),
};

const SILENT = {
  exitCode: null,
  signal: null,
  products: NO_PRODUCTS,
  workLostMs: null,
  charged: true,
  class: null,
} as const;
const NEVER_BEGAN: AttemptOutcome = {
  ...SILENT,
  status: 'interrupted',
  class: 'capacity',
  message: 'no machine began it within its queue-timeout',
};
const FELL_SILENT: AttemptOutcome = {
  ...SILENT,
  status: 'failed',
  class: 'timeout',
  message: 'its executor fell silent, and its timeout has passed',
};

/** Ends an attempt of which nothing is heard; whatever may still be alive of it is told to end. */
function endSilent(draft: Draft, { row, chance }: RowTimer, outcome: AttemptOutcome): void {
  conclude(draft, row, outcome);
  askToEnd(draft, row, outcome.message ?? '');
  retryOrFail(draft, row, outcome, chance);
}

function conclude(draft: Draft, row: StepRow, outcome: AttemptOutcome): void {
  const attempt = draft.attempt(row.key, row.attempt);
  if (attempt !== undefined) concludeAttempt(draft, attempt, outcome);
}

/** The run's own clock spares nothing: an answer about a promotion that has not come by now never comes. */
function endRun(draft: Draft): void {
  const reason = 'the run took longer than a run may';
  const promoting = [...draft.active()].filter((row) => row.state === 'promoting');
  for (const row of promoting) endRow(draft, row, { result: 'failure', reason });
  cancelRun(draft, { by: null, reason, forced: true });
}
