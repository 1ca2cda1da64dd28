import type { PlanStep } from '../../domain/plan.ts';
import type { StepRow, Timer, TimerPurpose } from '../../domain/run/run.ts';
import type { StepState } from '../../domain/statuses.ts';
import type { RunChanges } from '../state/run-changes.ts';

const MINUTE_MS = 60_000;

// These two fire only where an executor and its lease both failed, so they leave time to save what is large:
// outputs after the command's own timeout, a checkpoint after it was told to end.
const SAVING_MS = 60 * MINUTE_MS;
const STOPPING_MS = 10 * MINUTE_MS;

/** Whoever raises no budget within a week does not want the step. */
const BUDGET_MS = 7 * 24 * 60 * MINUTE_MS;

type RowClock = Exclude<TimerPurpose, 'run'>;

/**
 * Each state that only an outside answer ends has a clock of its own, set on entering and cleared on leaving;
 * `waiting`, `open`, `looking-up`, `held`, `ready`, `pricing`, `judging` and `promoting` end by other rows, by the outbox, or by the
 * run's clock.
 */
const CLOCK_OF_STATE: Readonly<Partial<Record<StepState, RowClock>>> = {
  approval: 'approval',
  budget: 'budget',
  backoff: 'backoff',
  starting: 'queue-timeout',
  running: 'timeout',
  stopping: 'stop',
};

/** How long each clock runs; a backoff's length is the retry's to say. */
const CLOCK_MS: Readonly<Record<Exclude<RowClock, 'backoff'>, (step: PlanStep) => number>> = {
  approval: ({ approval }) => approval?.expiresMs ?? 0,
  budget: () => BUDGET_MS,
  'queue-timeout': ({ clocks }) => clocks.queueTimeoutMs,
  timeout: ({ clocks }) => clocks.timeoutMs + clocks.gracePeriodMs + SAVING_MS,
  stop: ({ clocks }) => clocks.gracePeriodMs + STOPPING_MS,
  deadline: ({ clocks }) => clocks.deadlineMs ?? 0,
};

/** Puts a row in another state, with the clock of that state. `backoffMs` is how long a `backoff` lasts. */
export function moveRow(changes: RunChanges, before: StepRow, after: StepRow, backoffMs = 0): void {
  const left = CLOCK_OF_STATE[before.state];
  if (left !== undefined) changes.clearTimer(clockId(changes, before, left));
  if (after.state === 'over') changes.clearTimer(clockId(changes, before, 'deadline'));
  const entered = CLOCK_OF_STATE[after.state];
  if (entered !== undefined) {
    const waitMs = entered === 'backoff' ? backoffMs : clockMs(changes, after, entered);
    setClock(changes, after, entered, waitMs);
  }
  changes.put(after);
}

function clockMs(
  { header, plan }: RunChanges,
  { stepId }: StepRow,
  clock: Exclude<RowClock, 'backoff'>,
): number {
  // It waits for no machine there, but for its turn at the files that another one works with: as long as the run may last.
  const waitsForTurn = clock === 'queue-timeout' && header.options.inPlace;
  return waitsForTurn ? plan.plan.expiresMs : CLOCK_MS[clock](plan.step(stepId));
}

/** Starts the clock over all attempts and waits of a row, where it has one. */
export function startDeadline(changes: RunChanges, row: StepRow): void {
  const { deadlineMs } = changes.plan.step(row.stepId).clocks;
  if (deadlineMs !== null) setClock(changes, row, 'deadline', deadlineMs);
}

/** Stops that clock: what waits for people is on no clock of its work. */
export function stopDeadline(changes: RunChanges, row: StepRow): void {
  changes.clearTimer(clockId(changes, row, 'deadline'));
}

/** When the clock over what an attempt waits for to begin runs out; undefined: none runs. */
export function queueClock(changes: RunChanges, row: StepRow): Timer | undefined {
  return changes.timer(clockId(changes, row, 'queue-timeout'));
}

/** Gives an attempt that has not begun so much more time. */
export function startQueueClock(changes: RunChanges, row: StepRow, waitMs: number): void {
  setClock(changes, row, 'queue-timeout', waitMs);
}

function setClock(changes: RunChanges, row: StepRow, purpose: RowClock, waitMs: number): void {
  changes.setTimer({
    id: clockId(changes, row, purpose),
    key: row.key,
    purpose,
    dueAt: changes.at + waitMs,
    attempt: isOfAttempt(purpose) ? row.attempt : null,
  });
}

function clockId(changes: RunChanges, row: StepRow, purpose: RowClock): string {
  const place = isOfAttempt(purpose) ? `${row.key}/${row.attempt}` : row.key;
  return `${changes.header.id}/${place}/${purpose}`;
}

function isOfAttempt(purpose: RowClock): boolean {
  return purpose !== 'approval' && purpose !== 'budget' && purpose !== 'deadline';
}
