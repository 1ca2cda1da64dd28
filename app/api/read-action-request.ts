import type { Context } from 'hono';
import type { ActionRequest } from '../../schemas/action-request.generated.ts';
import { check as actionRequestCheck } from '../../schemas/checks/action-request.generated.mjs';
import { validate } from '../../schemas/validate.ts';
import { gatherBody, type BodyLimits } from '../wire/gather-body.ts';
import { visitOf } from '../wire/visit.ts';
import { watchFlow } from '../wire/watch-flow.ts';
import { Refusal } from './refusal.ts';

export const FORMAT = 1;

type RequestType = ActionRequest['type'];
type RequestOf<T extends RequestType> = Extract<ActionRequest, { type: T }>;

/** Reads a request of one of these types, of which no more than that is held; throws a `Refusal` for anything else. */
export async function readRequest<T extends RequestType>(
  context: Context,
  limits: BodyLimits,
  ...types: readonly T[]
): Promise<RequestOf<T>> {
  const body = await readJson(context, limits);
  if (typeof body !== 'object' || body === null) throw unreadable('the body is not a JSON object');
  const format = 'format' in body ? body.format : undefined;
  if (typeof format === 'number' && format !== FORMAT) throw otherFormat(format);
  const read = validate(actionRequestCheck, body);
  if (!read.valid) throw unreadable(read.errors[0]?.message ?? 'it is malformed');
  if (!isOneOf(read.value, types)) throw unreadable(`${read.value.type} does not belong here`);
  return read.value;
}

/** Reads a body of JSON, of which no more than that is held; null: it is none. Throws a `Refusal` for one that is too large. */
export async function readJson(context: Context, limits: BodyLimits): Promise<unknown> {
  return parsed(await readText(context, limits));
}

async function readText(context: Context, limits: BodyLimits): Promise<string> {
  const { body: stream } = context.req.raw;
  const { most } = limits;
  if (stream === null) return '';
  if (Number(context.req.header('content-length') ?? 0) > most) throw tooLarge(most);
  const flow = watchFlow(stream, visitOf(context).hangUp);
  const body = await gatherBody(flow, limits).catch(() => {
    throw unreadable('it broke off');
  });
  if (body.type === 'too-large') throw tooLarge(most);
  if (body.type === 'crowded') throw noRoom();
  const text = new TextDecoder().decode(body.bytes);
  body.release();
  return text;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function tooLarge(most: number): Refusal {
  return new Refusal('too-large', `A message to the app has at most ${most} bytes here.`);
}

function noRoom(): Refusal {
  return new Refusal(
    'no-room',
    'The app is sent more just now than it has room for. The action tries again.',
  );
}

function isOneOf<T extends RequestType>(
  request: ActionRequest,
  types: readonly T[],
): request is RequestOf<T> {
  return types.some((type) => type === request.type);
}

function unreadable(why: string): Refusal {
  return new Refusal(
    'unreadable-request',
    `This is not a request of the mlpipelines action: ${why}. Run \`mlpipelines init --update\` to get the action that belongs to this app.`,
  );
}

function otherFormat(format: number): Refusal {
  return new Refusal(
    'unknown-format',
    format > FORMAT
      ? `The action speaks format ${format}, this app only ${FORMAT}: the app is older than the action. Update the app, or pin the action to the app's version in .github/workflows/mlpipelines.yml.`
      : `The action speaks format ${format}, this app ${FORMAT}: the action is too old. Run \`mlpipelines init --update\` and merge what it changes.`,
  );
}
