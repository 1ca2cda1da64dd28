import { truthy } from '@actions/expressions/result';
import type { Contexts, Evaluated, StatusFunctions } from './contexts.ts';
import { evaluateToData } from './evaluate-to-data.ts';

/** Whether an `if` holds. Truth is GitHub's: false, 0, NaN, null and the empty text are not true. */
export function evaluateCondition(
  text: string,
  contexts: Contexts,
  status: StatusFunctions,
): Evaluated<boolean> {
  const result = evaluateToData(text, contexts, status);
  return result.ok ? { ok: true, value: truthy(result.value) } : result;
}
