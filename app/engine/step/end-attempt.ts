import type { AttemptOutcome, RunEvent } from '../../domain/run/event.ts';
import type { AttemptRow, StepRow } from '../../domain/run/run.ts';
import { completeWork } from './complete-work.ts';
import type { RunChanges } from '../state/run-changes.ts';
import { endRow } from './end-row.ts';
import { endStopped } from './end-stopped.ts';
import { retryOrFail } from './retry-or-fail.ts';
import { isLive } from '../state/counts.ts';

// It sees every file there, those that git ignores too, and as they are at the moment: its key covers fewer.
const IN_PLACE = 'not kept in the cache: what a step reads in place is not known';

/** The executor says how an attempt ended. Counts only for the attempt that its row is waiting for. */
export function endAttempt(
  changes: RunChanges,
  event: Extract<RunEvent, { type: 'attempt.ended' }>,
): void {
  const row = changes.step(event.key);
  const attempt = changes.attempt(event.key, event.attempt);
  if (row === undefined || attempt === undefined) return;
  if (!isLive(row) || row.attempt !== event.attempt) return;
  const { baselines, chance } = event;
  const outcome = heldBack(row, event.outcome);
  concludeAttempt(changes, attempt, outcome);
  if (outcome.status === 'succeeded') {
    const unkept = whyUnkept(changes, row);
    const done = unheld(row);
    completeWork(changes, done, { products: outcome.products, baselines, takenFrom: null, unkept });
    return;
  }
  const { metrics, facts } = outcome.products;
  const told: StepRow = { ...row, metrics, facts };
  if (row.ending !== null) endStopped(changes, told);
  else if (outcome.status === 'cancelled') {
    endRow(changes, told, { result: 'cancelled', reason: outcome.message ?? 'it was cancelled' });
  } else retryOrFail(changes, told, outcome, chance);
}

/** What has been paid for by now waits for no more money. */
function unheld(row: StepRow): StepRow {
  return row.ending === 'budget' ? { ...row, ending: null, reason: null } : row;
}

/** Nobody's fault, and counted against nothing: it was told to stop, and goes on later. */
function heldBack({ ending, reason }: StepRow, outcome: AttemptOutcome): AttemptOutcome {
  if (ending !== 'budget' || outcome.status === 'succeeded') return outcome;
  return { ...outcome, status: 'interrupted', class: null, message: reason, charged: false };
}

function whyUnkept({ header }: RunChanges, { cacheKey }: StepRow): string | null {
  return header.options.inPlace && cacheKey !== null ? IN_PLACE : null;
}

/** Writes down how an attempt ended. */
export function concludeAttempt(
  changes: RunChanges,
  attempt: AttemptRow,
  outcome: AttemptOutcome,
): void {
  const { status, exitCode, signal, message, workLostMs, heardAt = changes.at } = outcome;
  changes.putAttempt({
    ...attempt,
    status,
    class: outcome.class,
    exitCode,
    signal,
    message,
    workLostMs,
    endedAt: Math.min(changes.at, Math.max(heardAt, attempt.startedAt ?? attempt.orderedAt)),
  });
}
