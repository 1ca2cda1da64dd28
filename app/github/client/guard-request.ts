import { RequestError } from '@octokit/request-error';
import type { EndpointDefaults, OctokitResponse } from '@octokit/types';
import type { Clock } from '../../runtime/ports/clock.ts';
import { LostAnswer, NoToken, RateLimited } from './call-errors.ts';
import type { Limiter } from './limiter.ts';
import { learnLimits, pausedUntil } from './read-limits.ts';
import { requestCost, type RequestCost } from './request-cost.ts';
import { backoff } from '../../../math/backoff.ts';

export type Counted = {
  readonly installation: number;
  readonly kind: string;
  readonly resource: RequestCost['resource'];
  readonly content: boolean;
};

/** What a request is sent with. */
export type Credentials = {
  /** The value of its `authorization` header. */
  readonly header: () => Promise<string>;
  /** GitHub no longer takes it. */
  readonly forget: () => void;
};

export type Guard = {
  readonly installation: number;
  readonly limiter: Limiter;
  readonly credentials: Credentials;
  readonly clock: Clock;
  readonly counted: (request: Counted) => void;
};

type Options = Required<EndpointDefaults>;
type Send = (options: Options) => Promise<OctokitResponse<unknown>> | OctokitResponse<unknown>;

const MOST_TRIES = 4;
const waitMs = backoff({ first: 500 });
const UNWORTHY = new AbortController().signal;

/** Sends a request under its installation's token and limits. Only what asks and changes nothing is repeated. */
export async function guardRequest(
  guard: Guard,
  send: Send,
  options: Options,
): Promise<OctokitResponse<unknown>> {
  const cost = requestCost({ method: options.method, url: options.url, query: options['query'] });
  let hasFreshToken = false;
  for (let tries = 1; ; tries += 1) {
    try {
      return await sendOnce(guard, { send, options, cost });
    } catch (error) {
      if (isRefused(error, 401) && !hasFreshToken) {
        // A token that was taken back (the App's permissions changed) was not heard: any request may be repeated.
        guard.credentials.forget();
        hasFreshToken = true;
        continue;
      }
      const isUnsent = error instanceof NoToken;
      if (!isLost(isUnsent ? error.cause : error)) throw error;
      if (isUnsent && tries === MOST_TRIES) throw error;
      if (!isUnsent) throwIfFinal(error, cost, tries);
    }
    await guard.clock.sleep(waitMs(tries), UNWORTHY);
  }
}

/** Whoever asks for a change must not ask twice: it may have been heard. */
function throwIfFinal(error: unknown, { kind, repeatable }: RequestCost, tries: number): void {
  if (!repeatable || tries === MOST_TRIES) throw new LostAnswer(kind, error);
}

async function sendOnce(
  { installation, limiter, credentials, clock, counted }: Guard,
  {
    send,
    options,
    cost,
  }: { readonly send: Send; readonly options: Options; readonly cost: RequestCost },
): Promise<OctokitResponse<unknown>> {
  // In place: hooks of Octokit's own plugins send the object that they were given, not what they are called with.
  options.headers.authorization = await credentials.header();
  await limiter.enter(cost, repositoryOf(options));
  counted({ installation, kind: cost.kind, resource: cost.resource, content: cost.content });
  try {
    const response = await send(options);
    learnLimits(limiter, response.headers);
    if (isCut(response)) throw new CutAnswer('its body is cut off');
    return response;
  } catch (error) {
    if (!(error instanceof RequestError) || error.response === undefined) throw error;
    const { headers } = error.response;
    learnLimits(limiter, headers);
    const { status, message } = error;
    const until = pausedUntil({ status, headers, message }, clock.now());
    if (until === null) throw error;
    throw new RateLimited(installation, limiter.pause(until, message), message);
  } finally {
    limiter.leave();
  }
}

/** Whose requests these are, as GitHub compares names: without regard to case. Null: of none. */
function repositoryOf(options: Options): string | null {
  const { owner, repo, name, variables } = options;
  const given = isNamed(variables) ? variables : { owner, name: repo ?? name };
  return isNamed(given) ? `${given.owner}/${given.name}`.toLowerCase() : null;
}

function isNamed(value: unknown): value is { readonly owner: string; readonly name: string } {
  if (typeof value !== 'object' || value === null) return false;
  const { owner, name } = { owner: null, name: null, ...value };
  return typeof owner === 'string' && typeof name === 'string';
}

class CutAnswer extends Error {
  override readonly name = 'CutAnswer';
}

/** What Octokit cannot parse as JSON it hands on as text, without an error. */
function isCut({ headers, data }: OctokitResponse<unknown>): boolean {
  return /\bjson\b/.test(headers['content-type'] ?? '') && typeof data === 'string';
}

/** No answer, half an answer, or one that says nothing of what was done. */
function isLost(error: unknown): boolean {
  if (error instanceof CutAnswer) return true;
  if (!(error instanceof RequestError)) return false;
  return error.response === undefined || error.status >= 500;
}

function isRefused(error: unknown, status: number): boolean {
  return error instanceof RequestError && error.response !== undefined && error.status === status;
}
