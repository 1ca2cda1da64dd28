import type { PlanStep, RetrySpec } from '../../domain/plan.ts';
import type { StepView } from '../../../schemas/run-view.generated.ts';
import type { AttemptView } from './attempt-words.ts';
import { duration } from '../../../text/duration.ts';
import { instantOf } from '../../domain/run/instant-text.ts';

/** What followed an attempt that did not succeed: the next one and after how long, or why there was none. */
export function nextTry(
  attempt: AttemptView,
  row: Pick<StepView, 'attempts' | 'result' | 'reason'>,
  step: PlanStep,
): string {
  const next = row.attempts.find(({ number }) => number === attempt.number + 1) ?? null;
  if (next !== null) {
    const wait = waited(attempt, next);
    return `tried again${wait === null ? '' : ` after ${wait}`}`;
  }
  if (row.result === 'cancelled') return 'not tried again: it was cancelled';
  const { name, limit } = budgetOf(attempt, step.retry);
  if (name === null) return 'not tried again';
  if (limit === 0) return `not tried again: \`retry\` allows nothing for ${name}`;
  const used = row.attempts.filter((tried) => budgetOf(tried, step.retry).name === name).length;
  // Something else ended it, as its deadline; an attempt whose process died is counted nowhere.
  if (used <= limit)
    return ['not tried again', ...(row.reason === null ? [] : [row.reason])].join(': ');
  return `not tried again: \`retry\` allows ${limit} more for ${name}, and ${limit === 1 ? 'it was' : 'they were'} used up`;
}

function waited(attempt: AttemptView, next: AttemptView): string | null {
  if (attempt.endedAt === null || next.startedAt === null) return null;
  return duration(instantOf(next.startedAt) - instantOf(attempt.endedAt));
}

/** What the attempt was counted against: an exit code that is listed, else its class. */
function budgetOf(
  { class: failure, exitCode }: AttemptView,
  retry: RetrySpec,
): { readonly name: string | null; readonly limit: number } {
  const ofCode = exitCode === null ? undefined : retry.exitCodes[String(exitCode)];
  const hasCode = failure === 'exit-code' || failure === 'failure';
  if (hasCode && ofCode !== undefined) return { name: `exit code ${exitCode}`, limit: ofCode };
  if (hasCode) return { name: 'failure', limit: retry.limits.failure };
  const limits: Readonly<Record<string, number>> = retry.limits;
  return { name: failure, limit: failure === null ? 0 : (limits[failure] ?? 0) };
}
