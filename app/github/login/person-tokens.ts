import { checkToken, deleteToken } from '@octokit/oauth-methods';
import { openOctokit } from '../client/open-octokit.ts';
import { refusedWith } from '../client/call-errors.ts';
import { refusalOf } from '../client/what-failed.ts';
import type { RepositoryName } from '../reads/api-port.ts';
import type { LoginDeps, Person } from './login.ts';

type Deps = Pick<LoginDeps, 'clientId' | 'clientSecret' | 'apiUrl'>;

/**
 * What GitHub says of tokens that people bring. Nothing is done by them but to ask whose they are and what they reach.
 * Whose App a token is of, GitHub tells that App alone: https://docs.github.com/rest/apps/oauth-applications#check-a-token
 */
export function openPersonTokens(deps: Deps): {
  /** Null: GitHub takes it not, or gave it to another App, whose it is to use. Throws when GitHub cannot be asked. */
  readonly personOf: (token: string) => Promise<Person | null>;
  readonly sees: (token: string, at: RepositoryName) => Promise<boolean>;
  readonly end: (token: string) => Promise<void>;
} {
  const { apiUrl, clientId, clientSecret } = deps;
  const own = () => ({
    clientType: 'github-app' as const,
    clientId,
    clientSecret,
    request: openOctokit({ apiUrl }).request,
  });
  return {
    personOf: async (token) => {
      // Another App's token would let its keepers in here, in the name of whoever signed in there.
      const found = isOfApp(token)
        ? await orRefused(checkToken({ ...own(), token }).then(({ data }) => data.user ?? null))
        : await orRefused(readOwner(apiUrl, token));
      return found === null ? null : { id: Number(found.id), login: found.login };
    },
    sees: async (token, { owner, name: repo }) => {
      const { repos } = openOctokit({ apiUrl, auth: token }).rest;
      return (await orRefused(repos.get({ owner, repo }))) !== null;
    },
    end: async (token) => {
      // A personal one is its owner's to end.
      if (isOfApp(token)) await orRefused(deleteToken({ ...own(), token }));
    },
  };
}

function isOfApp(token: string): boolean {
  return token.startsWith('ghu_');
}

async function readOwner(apiUrl: string, auth: string): Promise<Person> {
  return (await openOctokit({ apiUrl, auth }).rest.users.getAuthenticated()).data;
}

/** Null: GitHub said no, and will again. */
async function orRefused<T>(asked: Promise<T>): Promise<T | null> {
  try {
    return await asked;
  } catch (error) {
    // A limit is a 403 too, and no word about the token.
    const isLimit = refusalOf(error) === null && refusedWith(error) === 403;
    const status = refusedWith(error);
    if (!isLimit && (status === 401 || status === 403 || status === 404)) return null;
    throw error;
  }
}
