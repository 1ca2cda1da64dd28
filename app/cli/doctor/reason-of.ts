import { messageOf } from '../../../text/message-of.ts';

/** Why a connection failed: Node says only "fetch failed" and puts the reason behind it, one for each address of a name. */
export function reasonOf(error: unknown): string {
  const cause: unknown = error instanceof Error ? (error.cause ?? error) : error;
  const first: unknown = cause instanceof AggregateError ? cause.errors[0] : cause;
  return messageOf(first);
}
