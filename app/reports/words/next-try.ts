import type { PlanStep, RetrySpec } from '../../domain/plan.ts';
import type { StepView } from '../../../schemas/run-view.generated.ts';
import type { AttemptView } from './attempt-words.ts';
import { duration } from '../../../text/duration.ts';
import { instantOf } from '../../domain/run/instant-text.ts';

/** What followed an attempt that did not succeed: the next one and after how long, or why there was none. */
export function nextTry(
  attempt: AttemptView,
  row: Pick<StepView, 'attempts' | 'result' | 'reason' | 'cached'>,
  step: PlanStep,
): string {
  const next = row.attempts.find(({ number }) => number === attempt.number + 1) ?? null;
  if (next !== null) {
    const wait = waited(attempt, next);
    return `retried${wait === null ? '' : ` after ${wait}`}`;
  }
  const why = whyNot(attempt, row, step.retry);
  return why === null ? 'not retried' : `not retried: ${why}`;
}

function whyNot(
  attempt: AttemptView,
  row: Pick<StepView, 'attempts' | 'result' | 'reason' | 'cached'>,
  retry: RetrySpec,
): string | null {
  if (row.cached) return 'its work was taken from another run';
  if (row.result === 'cancelled') return 'it was cancelled';
  const { key, limit } = budgetOf(attempt, retry);
  if (key === null) return null;
  if (key === 'lost-input') return 'what it reads is lost, and would be lost again';
  if (limit === 0) return `\`retry.${key}\` is 0`;
  const used = row.attempts.filter((tried) => budgetOf(tried, retry).key === key).length;
  // Something else ended it, as its deadline; an attempt whose process died is counted nowhere.
  if (used <= limit) return row.reason;
  return `\`retry.${key}\` is ${limit}, and ${limit === 1 ? 'that attempt was' : 'those attempts were'} used up`;
}

function waited(attempt: AttemptView, next: AttemptView): string | null {
  if (attempt.endedAt === null || next.startedAt === null) return null;
  return duration(instantOf(next.startedAt) - instantOf(attempt.endedAt));
}

/** The key of `retry` that the attempt was counted against: an exit code that is listed, else its class. */
function budgetOf(
  { class: failure, exitCode }: AttemptView,
  retry: RetrySpec,
): { readonly key: string | null; readonly limit: number } {
  const ofCode = exitCode === null ? undefined : retry.exitCodes[String(exitCode)];
  const hasCode = failure === 'exit-code' || failure === 'failure';
  if (hasCode && ofCode !== undefined) return { key: `exit-code.${exitCode}`, limit: ofCode };
  if (hasCode) return { key: 'failure', limit: retry.limits.failure };
  const limits: Readonly<Record<string, number>> = retry.limits;
  return { key: failure, limit: failure === null ? 0 : (limits[failure] ?? 0) };
}
