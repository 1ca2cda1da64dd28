import type { Context } from 'hono';
import { digestOf } from '../../domain/digest.ts';
import type { RepositoryRef } from '../../domain/hosted.ts';
import type { Clock } from '../../runtime/ports/clock.ts';
import { KnownLimit } from '../../wire/known-limit.ts';
import { remembered } from '../../wire/remembered.ts';
import { visitOf } from '../../wire/visit.ts';
import { Refusal } from '../refusal.ts';
import type { PeopleApiDeps } from './people-api-deps.ts';
import type { Person } from './people-door.ts';

/** Who asks, and by which token, which nobody keeps or logs. */
export type Caller = { readonly person: Person; readonly token: string };

/** Each token that nobody asked about lately costs a question to GitHub. People of an office share an address; who has read something here has a share of their own. */
const TRIES = { perMs: 60_000, each: 30, all: 300 };
/** Of each person, whom GitHub named. Anybody has an account there, so who has read nothing here is a stranger still. */
const ASKS = { perMs: 60_000, each: 240, all: 2400 };

/**
 * Who asks, by a token of GitHub in their own hands: a header that no browser sends by itself, so that no other site can
 * ask in their name. What GitHub says is believed for a minute, and kept under the token's digest.
 */
export function createPersonVerifier({ tokens, clock }: Deps): PersonVerifier {
  const tries = new KnownLimit(clock, TRIES);
  const asks = new KnownLimit(clock, ASKS);
  const personOf = remembered(
    clock,
    ({ token }: Tried) => digestOf(token),
    async ({ token, sender }) => {
      if (!tries.take(digestOf(token), sender)) throw tooOften();
      const person = await tokens.personOf(token);
      if (person === null) tries.forget(digestOf(token));
      return person;
    },
  );
  const sees = remembered(
    clock,
    ({ token, repository }: Seen) => `${digestOf(token)} ${repository.id}`,
    ({ token, repository }) => tokens.sees(token, repository),
  );
  return {
    caller: async (context) => {
      const token = tokenOf(context);
      const person = await orUnavailable(personOf({ token, sender: visitOf(context).sender }));
      if (person === null) throw tokenInvalid();
      visitOf(context).vouch(`person ${person.id}`);
      if (!asks.take(String(person.id))) throw tooOften();
      return { person, token };
    },
    sees: async ({ token, person }, repository) => {
      const isSeen = await orUnavailable(sees({ token, repository }));
      if (isSeen) {
        tries.know(digestOf(token), String(person.id));
        asks.know(String(person.id));
      }
      return isSeen;
    },
  };
}

export type PersonVerifier = {
  /** Throws a `Refusal`. */
  readonly caller: (context: Context) => Promise<Caller>;
  readonly sees: (caller: Caller, repository: RepositoryRef) => Promise<boolean>;
};

type Deps = Pick<PeopleApiDeps, 'tokens'> & { readonly clock: Pick<Clock, 'now'> };
type Tried = { readonly token: string; readonly sender: string };
type Seen = { readonly token: string; readonly repository: RepositoryRef };

/** What GitHub's tokens look like, of people alone: https://docs.github.com/authentication/keeping-your-account-and-data-secure/about-authentication-to-github#githubs-token-formats */
function tokenOf(context: Context): string {
  const [, token] = /^Bearer (\S{1,1024})$/.exec(context.req.header('authorization') ?? '') ?? [];
  if (token !== undefined && /^(?:ghu_|ghp_|github_pat_)\w+$/.test(token)) return token;
  throw new Refusal(
    'no-token',
    'Sign in first: mlpipelines login URL. Machines set MLPIPELINES_TOKEN to a personal access token (ghp_…, github_pat_…); tokens of jobs and of other Apps are not taken.',
  );
}

async function orUnavailable<T>(asked: Promise<T>): Promise<T> {
  try {
    return await asked;
  } catch (cause) {
    if (cause instanceof Refusal) throw cause;
    const text = 'GitHub could not be asked just now whose token this is. Ask again in a minute.';
    throw new Refusal('github-unavailable', text, { cause });
  }
}

function tokenInvalid(): Refusal {
  return new Refusal(
    'token-invalid',
    'GitHub does not take this token any more, or gave it to another App. Sign in again: mlpipelines login URL',
  );
}

function tooOften(): Refusal {
  return new Refusal('too-often', 'That was asked too often. Ask again in a minute.');
}
