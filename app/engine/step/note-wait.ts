import type { PlanStep } from '../../domain/plan.ts';
import type { RunEvent } from '../../domain/run/event.ts';
import type { AttemptWait, AttemptWaits } from '../../domain/run/attempt-wait.ts';
import type { Instant, StepRow } from '../../domain/run/run.ts';
import type { RunChanges } from '../state/run-changes.ts';
import { endUnbegun } from './end-unbegun.ts';
import { queueClock } from './move-row.ts';

/** GitHub gives a job that waits for a runner of one's own up after a day: https://docs.github.com/actions/reference/limits */
const QUEUE_MS = 24 * 60 * 60_000;

/**
 * While a job waits in GitHub's queue, for an environment's reviewers, or for another run to have promoted, its machine is not late: its `queue-timeout`
 * stands still for as long as such a wait may take in all. An attempt that GitHub shows nowhere has no such time. One whose
 * time is over ends where a look since then finds nothing new.
 */
export function noteWait(
  changes: RunChanges,
  { key, attempt: number, on, seenAt, chance }: Extract<RunEvent, { type: 'attempt.waits' }>,
): void {
  const row = changes.step(key);
  const attempt = changes.attempt(key, number);
  if (row?.state !== 'starting' || row.attempt !== number || attempt === undefined) return;
  const before = attempt.waits ?? NEVER_WAITED;
  if (isSame(before.on, on)) {
    if (isAnswer(before, seenAt)) endUnbegun(changes, { row, chance });
    return;
  }
  const spentMs = spentAt(before, changes.at);
  const asked = before.asked === undefined ? {} : { asked: { ...before.asked, since: null } };
  const waits = { on, since: changes.at, spentMs, ...asked };
  moveClock(changes, row, before, waits);
  changes.putAttempt({ ...attempt, waits });
  changes.put({ ...row, reason: on === null ? null : waitWords(on) });
}

function isAnswer({ asked }: AttemptWaits, seenAt: Instant): boolean {
  return asked !== undefined && asked.since !== null && seenAt >= asked.since;
}

function moveClock(
  changes: RunChanges,
  row: StepRow,
  before: AttemptWaits,
  waits: AttemptWaits,
): void {
  const clock = queueClock(changes, row);
  if (clock === undefined) return;
  const { at } = changes;
  const step = changes.plan.step(row.stepId);
  const leftMs = clock.dueAt - at - graceMs(step, before, at);
  changes.setTimer({ ...clock, dueAt: at + leftMs + graceMs(step, waits, at) });
}

export const NEVER_WAITED: AttemptWaits = {
  on: null,
  since: 0,
  spentMs: { queue: 0, environment: 0 },
};

/** How much longer the clock stands still if the wait goes on. */
function graceMs(step: PlanStep, waits: AttemptWaits, at: Instant): number {
  if (waits.on === null || waits.on.for === 'machine') return 0;
  const mostMs = waits.on.for === 'environment' ? (step.approval?.expiresMs ?? QUEUE_MS) : QUEUE_MS;
  return Math.max(0, mostMs - (spentAt(waits, at)[waits.on.for] ?? 0));
}

function spentAt({ on, since, spentMs }: AttemptWaits, at: Instant): AttemptWaits['spentMs'] {
  return on === null || on.for === 'machine'
    ? spentMs
    : { ...spentMs, [on.for]: (spentMs[on.for] ?? 0) + (at - since) };
}

function waitWords(on: AttemptWait): string {
  if (on.for === 'machine' || on.for === 'turn') return on.text;
  if (on.for === 'queue') return "waits in GitHub's queue for a runner";
  return `waiting for review, or for the wait timer, of environment ${on.environment} on GitHub`;
}

function isSame(before: AttemptWait | null, now: AttemptWait | null): boolean {
  const textOf = (wait: AttemptWait | null) =>
    wait?.for === 'machine' || wait?.for === 'turn' ? wait.text : null;
  return before?.for === now?.for && before?.url === now?.url && textOf(before) === textOf(now);
}
