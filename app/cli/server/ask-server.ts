import type { PeopleAnswer } from '../../../schemas/people-answer.generated.ts';
import { check as peopleAnswerCheck } from '../../../schemas/checks/people-answer.generated.mjs';
import { validate } from '../../../schemas/validate.ts';
import { messageOf } from '../../../text/message-of.ts';
import { printable } from '../../../text/printable.ts';
import { UsageError } from '../usage-error.ts';

export type Type = PeopleAnswer['type'];
export type AnswerOf<T extends Type> = Extract<PeopleAnswer, { type: T }>;

export type ServerAt = { readonly server: string; readonly token: string | null };

const MOST_MS = 60_000;
const MOST_BYTES = 64 * 1024 * 1024;

/** Asks a server for something of this type. The token goes to that server alone, wherever it points. Throws a `UsageError`. */
export async function askServer<T extends Type>(
  { server, token }: ServerAt,
  type: T,
  path: string,
  method: 'GET' | 'POST' = 'GET',
): Promise<AnswerOf<T>> {
  const headers = token === null ? {} : { authorization: `Bearer ${token}` };
  const response = await fetch(`${server}/api/people${path}`, {
    method,
    headers,
    redirect: 'error',
    signal: AbortSignal.timeout(MOST_MS),
  }).catch((error: unknown) => {
    throw new UsageError(`${server} cannot be reached: ${messageOf(error)}`);
  });
  const body = await jsonOf(response, server);
  if (!response.ok)
    throw new UsageError(refusalIn(body) ?? `${server} answered ${response.status}.`);
  const read = validate(peopleAnswerCheck, body);
  if (read.valid && isOf(read.value, type)) return read.value;
  throw new UsageError(
    `${server} gave an unexpected answer.`,
    'Is it a server of mlpipelines, of this version?',
  );
}

async function jsonOf(response: Response, server: string): Promise<unknown> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.byteLength;
    if (size > MOST_BYTES) throw new UsageError(`${server} answered too much.`);
    chunks.push(chunk);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString());
  } catch {
    return null;
  }
}

function isOf<T extends Type>(answer: PeopleAnswer, type: T): answer is AnswerOf<T> {
  return answer.type === type;
}

function refusalIn(body: unknown): string | null {
  const isRefusal = typeof body === 'object' && body !== null && 'message' in body;
  return isRefusal && typeof body.message === 'string'
    ? printable(body.message.slice(0, 1000))
    : null;
}
