import type { Context } from 'hono';
import type { ActionRequest } from '../../schemas/action-request.generated.ts';
import { validate } from '../../schemas/validate.ts';
import { Refusal } from './refusal.ts';

export const FORMAT = 1;

type RequestType = ActionRequest['type'];
type RequestOf<T extends RequestType> = Extract<ActionRequest, { type: T }>;

/** Reads a request of one of these types; throws a `Refusal` for anything else. */
export async function readRequest<T extends RequestType>(
  context: Context,
  ...types: readonly T[]
): Promise<RequestOf<T>> {
  const body: unknown = await context.req.json().catch(() => null);
  if (typeof body !== 'object' || body === null) throw unreadable('the body is no JSON object');
  const format = 'format' in body ? body.format : undefined;
  if (typeof format === 'number' && format !== FORMAT) throw otherFormat(format);
  const read = validate('action-request', body);
  if (!read.valid) throw unreadable(read.errors[0]?.message ?? 'it is malformed');
  if (!isOneOf(read.value, types)) throw unreadable(`${read.value.type} does not belong here`);
  return read.value;
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
    `This is no request of the mlpipelines action: ${why}. Run \`mlpipelines init --update\` to get the action that belongs to this app.`,
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
