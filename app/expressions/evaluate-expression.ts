import type { Json } from '../domain/json.ts';
import type { Contexts, Evaluated, StatusFunctions } from './contexts.ts';
import { evaluateToData } from './evaluate-to-data.ts';
import { fromData } from './json-data.ts';

/**
 * The value of an expression (the inside of `${{ … }}`). What is missing is an error whose message names it.
 * Status functions exist only where they are given: in an `if`.
 */
export function evaluateExpression(
  text: string,
  contexts: Contexts,
  status: StatusFunctions | null = null,
): Evaluated<Json> {
  const result = evaluateToData(text, contexts, status);
  return result.ok ? { ok: true, value: fromData(result.value) } : result;
}
