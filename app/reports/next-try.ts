import type { PlanStep, RetrySpec } from '../domain/plan.ts';
import type { AttemptView } from './attempt-words.ts';
import { duration } from './duration.ts';
import { instantOf } from '../domain/instant-text.ts';

/** What followed an attempt that did not succeed: the next one and after how long, or why there was none. */
export function nextTry(attempt: AttemptView, next: AttemptView | null, step: PlanStep): string {
  if (next !== null) {
    const wait = waited(attempt, next);
    return `tried again${wait === null ? '' : ` after ${wait}`}`;
  }
  const name = className(attempt);
  if (name === null) return 'not tried again';
  const limit = limitOf(attempt, step.retry);
  if (limit === 0) return `not tried again: \`retry\` allows nothing for ${name}`;
  return `not tried again: \`retry\` allows ${limit} more for ${name}`;
}

function waited(attempt: AttemptView, next: AttemptView): string | null {
  if (attempt.endedAt === null || next.startedAt === null) return null;
  return duration(instantOf(next.startedAt) - instantOf(attempt.endedAt));
}

function className({ class: failure, exitCode }: AttemptView): string | null {
  return failure === 'exit-code' ? `exit code ${exitCode ?? '?'}` : failure;
}

function limitOf({ class: failure, exitCode }: AttemptView, retry: RetrySpec): number {
  if (failure === 'exit-code') return retry.exitCodes[String(exitCode)] ?? 0;
  const limits: Readonly<Record<string, number>> = retry.limits;
  return failure === null ? 0 : (limits[failure] ?? 0);
}
