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
 * What counts against no budget could go on for ever, and whoever runs the step's code may say it. From the next one in a
 * row on, each is charged as what it is.
 */
const MOST_UNCHARGED = 10;

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
  const { told, count, spentUp } = charge(row, outcome, budgetOf(retry, outcome));
  const last = spentUp ?? whyLast(retry, row);
  if (last !== null) {
    endRow(changes, told, { result: 'failure', reason: `${wordsOf(outcome)}${last}` });
    return;
  }
  const reason = `${wordsOf(outcome).replace(/\.$/, '')}; another attempt follows`;
  if (diedWithItsProcess(outcome) && row.cacheKey !== null) {
    lookUpAgain(changes, { ...told, reason });
    return;
  }
  const waitMs = outcome.status === 'failed' ? backoffMs(retry, Math.max(1, count), chance) : 0;
  const readyAt = changes.at + waitMs;
  const state = waitMs > 0 ? 'backoff' : 'ready';
  moveRow(changes, row, { ...told, state, reason, readyAt }, waitMs);
}

type Charged = {
  /** The row that says what was spent. */
  readonly told: StepRow;
  readonly count: number;
  /** Why its budget allows no more, to end a sentence; null: it does. */
  readonly spentUp: string | null;
};

function charge(row: StepRow, { charged }: AttemptOutcome, budget: Budget): Charged {
  const { uncharged = 0, ...rest } = row;
  const before = row.spent[budget.name] ?? 0;
  if (!charged && uncharged < MOST_UNCHARGED) {
    const told = { ...rest, uncharged: uncharged + 1 };
    return { told, count: before, spentUp: null };
  }
  const count = before + 1;
  const inARow = charged ? 0 : uncharged + 1;
  const spent = { ...row.spent, [budget.name]: count };
  const told = { ...rest, spent, ...(inARow > 0 && { uncharged: inARow }) };
  return {
    told,
    count,
    spentUp: count > budget.limit ? whyNoMore(budget, count, inARow) : null,
  };
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

function whyNoMore({ limit }: Budget, count: number, uncharged: number): string {
  if (uncharged > 0) {
    return ` (${uncharged} times in a row; from the ${MOST_UNCHARGED + 1}th on \`retry\` is asked, and it allows no more)`;
  }
  return limit === 0 ? '' : ` (${count} times; \`retry\` allows no more)`;
}

/** Null: as far as the number of all attempts goes, there may be another. */
function whyLast({ most }: RetrySpec, { attempt }: StepRow): string | null {
  if (most === undefined || attempt <= most) return null;
  return ` (${attempt} attempts; no more are made for code that is not trusted)`;
}

function wordsOf({ message, class: kind, exitCode }: AttemptOutcome): string {
  if (message !== null && message !== '') return message;
  return exitCode === null ? (kind ?? 'it failed') : `exit code ${exitCode}`;
}
