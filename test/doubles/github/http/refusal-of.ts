import type { World } from '../state/world.ts';
import { ApiError } from './api-error.ts';
import { BadAnswer } from './check-answer.ts';
import type { Answer } from './handlers.ts';

/** The answer for what was thrown: GitHub's refusals as they are, all else is 500 and a problem. */
export function refusalOf(
  world: World,
  { error, where }: { readonly error: unknown; readonly where: string },
): Answer {
  if (error instanceof ApiError) {
    const { status, message, more, headers } = error;
    const docs = 'https://docs.github.com/rest';
    const body = { message, documentation_url: docs, status: String(status), ...more };
    return { status, body, headers };
  }
  const kind = error instanceof BadAnswer ? 'bad-answer' : 'crash';
  const what = error instanceof Error ? (error.stack ?? error.message) : String(error);
  world.problems.add(kind, where, kind === 'crash' ? what : String(error));
  return { status: 500, body: { message: `The stand-in failed: ${String(error)}` } };
}
