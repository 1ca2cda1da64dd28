import type { Contexts, Evaluated, StatusFunctions } from './contexts.ts';
import type { Data } from './json-data.ts';
import { parseExpression } from './parse-expression.ts';
import { StrictEvaluator } from './strict-evaluator.ts';
import { messageOf } from '../../text/message-of.ts';
import { shortened } from '../../text/shortened.ts';

const MAX_SHOWN = 80;

/** Evaluates an expression to the value of GitHub's evaluator, which knows how to become text or truth. */
export function evaluateToData(
  text: string,
  contexts: Contexts,
  status: StatusFunctions | null,
): Evaluated<Data> {
  const parsed = parseExpression(text);
  if (!parsed.ok) return fail(text, parsed.message);
  try {
    const value = new StrictEvaluator(parsed.expr, contexts, status).evaluate();
    return { ok: true, value };
  } catch (error) {
    return fail(text, messageOf(error));
  }
}

function fail(text: string, message: string): Evaluated<never> {
  const shown = text.trim();
  const short = shortened(shown, MAX_SHOWN);
  return { ok: false, message: `\${{ ${short} }}: ${message}` };
}
