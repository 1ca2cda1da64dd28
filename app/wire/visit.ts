import type { Context } from 'hono';

/** Who is behind a request, as far as the connection tells. */
export type Visit = {
  /** The sender's address, or the network that it is of. */
  readonly sender: string;
  /** They have proved to be `who`: from now on they may take their time. */
  readonly vouch: (who: string) => void;
  /** Cuts the connection off. */
  readonly hangUp: () => void;
};

/** What the server hands to routes beside a request. */
export type VisitEnv = { readonly visit: Visit };

/** Whoever asks without a connection is within this process. */
const INSIDE: Visit = { sender: 'inside', vouch: () => {}, hangUp: () => {} };

/** Who is behind a request. */
export function visitOf(context: Context): Visit {
  const env: unknown = context.env;
  return hasVisit(env) ? env.visit : INSIDE;
}

function hasVisit(env: unknown): env is VisitEnv {
  return typeof env === 'object' && env !== null && 'visit' in env;
}
