import type { ActionAnswer } from '../../schemas/action-answer.generated.ts';
import type { ActionRequest } from '../../schemas/action-request.generated.ts';
import { check as actionAnswerCheck } from '../../schemas/checks/action-answer.generated.mjs';
import { validate } from '../../schemas/validate.ts';
import { AppAway, Refused } from './app-errors.ts';
import { messageOf } from '../../text/message-of.ts';

export const FORMAT = 1;
const ANSWER_MS = 60_000;

export type Message = {
  /** The app's address without a slash at its end. */
  readonly app: string;
  /** From `/api` on. */
  readonly path: string;
  readonly token: string | null;
  readonly request: ActionRequest;
  readonly signal: AbortSignal;
};

/** Says something to the app, once. Throws `Refused`, or `AppAway` where it is worth asking again. */
export async function postToApp(message: Message): Promise<Answered> {
  const { app, path, token, request, signal } = message;
  const headers: Record<string, string> = { 'content-type': 'application/json' };
  if (token !== null) headers['authorization'] = `Bearer ${token}`;
  const answer = await fetch(`${app}${path}`, {
    method: 'POST',
    headers,
    body: JSON.stringify(request),
    redirect: 'error',
    signal: AbortSignal.any([signal, AbortSignal.timeout(ANSWER_MS)]),
  }).catch((cause: unknown) => {
    throw new AppAway(`${app} cannot be reached (${reasonOf(cause)})`, null, { cause });
  });
  const body: unknown = await answer.json().catch(() => null);
  return read(answer, body, app);
}

export type Answered = Exclude<ActionAnswer, { type: 'refused' }>;

function read(answer: Response, body: unknown, app: string): Answered {
  const status = `${app} answers HTTP ${answer.status}`;
  if (typeof body !== 'object' || body === null || !('format' in body)) {
    throw new AppAway(`${status} without a word of mlpipelines`, retryAfter(answer));
  }
  if (body.format !== FORMAT) throw otherFormat(body.format);
  const known = validate(actionAnswerCheck, body);
  if (!known.valid) {
    throw new AppAway(
      `${status} with something unreadable (${known.errors[0]?.message ?? ''})`,
      null,
    );
  }
  if (known.value.type !== 'refused') return known.value;
  const { code, message } = known.value;
  if (answer.status >= 500) throw new AppAway(message, retryAfter(answer));
  throw new Refused(code, message);
}

function otherFormat(format: unknown): Refused {
  return new Refused(
    'unknown-format',
    `The app speaks format ${JSON.stringify(format)}, this action only ${FORMAT}. Run \`mlpipelines init --update\` and merge what it changes, so that action and app belong together.`,
  );
}

// https://www.rfc-editor.org/rfc/rfc9110#name-retry-after
function retryAfter(answer: Response): number | null {
  const seconds = Number(answer.headers.get('retry-after') ?? Number.NaN);
  return Number.isFinite(seconds) && seconds >= 0 ? seconds * 1000 : null;
}

/** fetch says "fetch failed" and hides why in its cause. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  if (cause instanceof Error && 'code' in cause) return String(cause.code);
  return messageOf(cause instanceof Error ? cause : error);
}
