import type { Context } from 'hono';
import { visitOf } from '../../wire/visit.ts';
import type { PagesDeps, Person } from '../pages-deps.ts';
import { appCookie } from './cookies.ts';
import { createSeal } from './seal.ts';

const LIFETIME_MS = 8 * 3_600_000;

/** Who is signed in, kept by their browser alone: a sealed cookie with id and login, and no token of GitHub's. */
export type Sessions = {
  readonly read: (context: Context) => Promise<Person | null>;
  readonly begin: (context: Context, person: Person) => Promise<void>;
  readonly end: (context: Context) => void;
};

/** Sessions of eight hours. */
export function createSessions(deps: Pick<PagesDeps, 'key' | 'clock' | 'url'>): Sessions {
  const seal = createSeal(deps, 'session', LIFETIME_MS);
  const cookie = appCookie(deps.url, 'mlpipelines_session', LIFETIME_MS);
  return {
    read: async (context) => {
      const text = cookie.read(context);
      const content = text === null ? null : await seal.open(text);
      const { id, login } = content ?? {};
      if (typeof id !== 'number' || typeof login !== 'string') return null;
      visitOf(context).vouch();
      return { id, login };
    },
    begin: async (context, { id, login }) => cookie.write(context, await seal.close({ id, login })),
    end: (context) => cookie.clear(context),
  };
}
