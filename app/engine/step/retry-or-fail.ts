import type { AttemptOutcome } from '../../domain/run/event.ts';
import type { RetrySpec } from '../../domain/plan.ts';
import type { StepRow } from '../../domain/run/run.ts';
import type { FailureClass } from '../../domain/statuses.ts';
import type { RunChanges } from '../state/run-changes.ts';
import { endRow } from './end-row.ts';
import { moveRow } from './move-row.ts';
import { backoff } from '../../../math/backoff.ts';

type Budget = { readonly name: string; readonly limit: number };

/**
 * Gives a row another attempt if the budget of this class of error allows, else ends it. Failures wait for their backoff;
 * an interruption is nobody's fault and goes on at once. `chance`, in [0, 1), is the jitter.
 */
export function retryOrFail(
  changes: RunChanges,
  row: StepRow,
  outcome: AttemptOutcome,
  chance: number,
): void {
  const { retry } = changes.plan.step(row.stepId);
  const budget = budgetOf(retry, outcome);
  const count = (row.spent[budget.name] ?? 0) + (outcome.charged ? 1 : 0);
  const spent = outcome.charged ? { ...row.spent, [budget.name]: count } : row.spent;
  const told: StepRow = { ...row, spent };
  if (outcome.charged && count > budget.limit) {
    endRow(changes, told, { result: 'failure', reason: reasonOf(outcome, budget, count) });
    return;
  }
  const reason = `${wordsOf(outcome)}; another attempt follows`;
  if (diedWithItsProcess(outcome) && row.cacheKey !== null) {
    lookUpAgain(changes, { ...told, reason });
    return;
  }
  const waitMs = outcome.status === 'failed' ? backoffMs(retry, Math.max(1, count), chance) : 0;
  const readyAt = changes.at + waitMs;
  const state = waitMs > 0 ? 'backoff' : 'ready';
  moveRow(changes, row, { ...told, state, reason, readyAt }, waitMs);
}

function diedWithItsProcess({ status, charged }: AttemptOutcome): boolean {
  return status === 'interrupted' && !charged;
}

/** Its process may have been gone for long: another run may have done the same work meanwhile. */
function lookUpAgain(changes: RunChanges, row: StepRow): void {
  const { key, attempt } = row;
  moveRow(changes, row, { ...row, state: 'looking-up', readyAt: changes.at });
  changes.emit(`${key}/${attempt}/cache.look-up`, { kind: 'cache.look-up', key, attempt });
}

/** The budget that an outcome is counted against: a listed exit code is more specific than `failure`. */
function budgetOf(retry: RetrySpec, outcome: AttemptOutcome): Budget {
  const kind: FailureClass = outcome.class ?? 'failure';
  // Bytes that are gone do not come back by themselves.
  if (kind === 'lost-input') return { name: kind, limit: 0 };
  if (kind !== 'exit-code' && kind !== 'failure') return { name: kind, limit: retry.limits[kind] };
  const ofCode = outcome.exitCode === null ? undefined : retry.exitCodes[String(outcome.exitCode)];
  return ofCode === undefined
    ? { name: 'failure', limit: retry.limits.failure }
    : { name: `exit-code:${outcome.exitCode}`, limit: ofCode };
}

function backoffMs({ backoff: spec }: RetrySpec, count: number, chance: number): number {
  if (spec === null) return 0;
  const { initialMs: first, factor, maxMs: longest } = spec;
  const jitter = spec.jitter === 'full' ? 1 : 0;
  return backoff({ first, factor, longest, jitter })(count, chance);
}

function reasonOf(outcome: AttemptOutcome, budget: Budget, count: number): string {
  const words = wordsOf(outcome);
  return budget.limit === 0 ? words : `${words} (${count} times; \`retry\` allows no more)`;
}

function wordsOf({ message, class: kind, exitCode }: AttemptOutcome): string {
  if (message !== null && message !== '') return message;
  return exitCode === null ? (kind ?? 'it failed') : `exit code ${exitCode}`;
}
