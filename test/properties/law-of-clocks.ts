import type { AttemptRow, StepRow, Timer, TimerPurpose } from '../../app/domain/run/run.ts';
import { law, type Step } from './law-broken.ts';

const CLOCKED: Readonly<Record<string, TimerPurpose>> = {
  approval: 'approval',
  budget: 'budget',
  backoff: 'backoff',
  starting: 'queue-timeout',
  running: 'timeout',
  stopping: 'stop',
};

/** 7: whatever waits has a deadline, and no clock outlives what it watches. */
export function checkClocks(step: Step): void {
  const timers = [...step.book.timers.values()];
  checkRunClock(step, timers);
  for (const { key } of step.patch.steps) {
    const row = step.book.steps.get(key);
    if (row !== undefined)
      checkRow(step, row, new Set(timers.filter((timer) => timer.key === key)));
  }
}

function checkRunClock({ book }: Step, timers: readonly Timer[]): void {
  if (book.header.endedAt !== null) {
    law(7, timers.length === 0, `${timers[0]?.id} outlives the run`);
    return;
  }
  const hasClock = timers.some(({ purpose }) => purpose === 'run');
  // It has run out once everything that was alive was told to stop, each with a clock of its own.
  law(7, hasClock || book.header.cancel?.forced === true, 'the run has no clock');
}

function checkRow(step: Step, row: StepRow, timers: ReadonlySet<Timer>): void {
  const { plan } = step;
  const purposes = new Set(Array.from(timers, ({ purpose }) => purpose));
  for (const purpose of Object.values(CLOCKED)) {
    const isDue = CLOCKED[row.state] === purpose;
    law(7, purposes.has(purpose) === isDue, `${row.key} is ${row.state}: clock ${purpose}`);
  }
  checkQueueClock(step, row, [...timers]);
  const { deadlineMs } = plan.step(row.stepId).clocks;
  if (deadlineMs !== null && mustHurry(row)) {
    law(7, purposes.has('deadline'), `${row.key} is ${row.state}: no clock for its deadline`);
  }
  for (const { dueAt } of timers) law(7, Number.isFinite(dueAt), `${row.key}: a clock without end`);
}

const DAY_MS = 24 * 60 * 60_000;
const LOOK_MS = 15 * 60_000;
const MOST_LOOKS = DAY_MS / LOOK_MS;

// However often GitHub shows a job waiting and not: each kind of wait has its most, over all of them.
function checkQueueClock(
  { plan, book, event }: Step,
  row: StepRow,
  timers: readonly Timer[],
): void {
  const clock = timers.find(({ purpose }) => purpose === 'queue-timeout');
  const attempt = book.attempts.get(`${row.key}#${row.attempt}`);
  if (clock === undefined || attempt === undefined || book.header.options.inPlace) return;
  const { clocks, approval } = plan.step(row.stepId);
  const mostMs = { queue: DAY_MS, environment: approval?.expiresMs ?? DAY_MS };
  const waitedMs = KINDS.filter((kind) => hasWaited(attempt, kind)).map((kind) => mostMs[kind]);
  const looks = looksAt(attempt);
  law(7, looks <= MOST_LOOKS, `${row.key}: its host is asked for ever`);
  const isFirst = event === null || looks === 0;
  const from = isFirst ? attempt.orderedAt + clocks.queueTimeoutMs : event.at + LOOK_MS;
  const dueAt = waitedMs.reduce((at, ms) => at + ms, from);
  law(7, clock.dueAt <= dueAt, `${row.key} may wait for longer than ever`);
}

function looksAt({ waits }: AttemptRow): number {
  return waits?.asked?.times ?? 0;
}

const KINDS = ['queue', 'environment'] as const;

function hasWaited({ waits }: AttemptRow, kind: (typeof KINDS)[number]): boolean {
  return waits !== undefined && (waits.on?.for === kind || waits.spentMs[kind] > 0);
}

function mustHurry(row: StepRow): boolean {
  if (row.readyAt === null || row.ending !== null) return false;
  return !['over', 'open', 'promoting'].includes(row.state);
}
