import type { StepRow, Timer, TimerPurpose } from '../../app/domain/run/run.ts';
import { law, type Step } from './law-broken.ts';

const CLOCKED: Readonly<Record<string, TimerPurpose>> = {
  approval: 'approval',
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

function checkRow({ plan }: Step, row: StepRow, timers: ReadonlySet<Timer>): void {
  const purposes = new Set(Array.from(timers, ({ purpose }) => purpose));
  for (const purpose of Object.values(CLOCKED)) {
    const isDue = CLOCKED[row.state] === purpose;
    law(7, purposes.has(purpose) === isDue, `${row.key} is ${row.state}: clock ${purpose}`);
  }
  const { deadlineMs } = plan.step(row.stepId).clocks;
  if (deadlineMs !== null && mustHurry(row)) {
    law(7, purposes.has('deadline'), `${row.key} is ${row.state}: no clock for its deadline`);
  }
  for (const { dueAt } of timers) law(7, Number.isFinite(dueAt), `${row.key}: a clock without end`);
}

function mustHurry(row: StepRow): boolean {
  if (row.readyAt === null || row.ending !== null) return false;
  return !['over', 'open', 'promoting'].includes(row.state);
}
