import { randomBytes } from 'node:crypto';
import type { Context } from 'hono';
import { digestOf } from '../../domain/digest.ts';
import type { WebSession } from '../../runtime/ports/hosted/web-sessions.ts';
import { visitOf } from '../../wire/visit.ts';
import type { PagesDeps, Person } from '../pages-deps.ts';
import { appCookie } from './cookies.ts';

const HOUR_MS = 3_600_000;
/** Unused for so long, it is over. */
const IDLE_MS = 8 * HOUR_MS;
/** However much it is used. */
const LONGEST_MS = 24 * HOUR_MS;
/** So often at most it is written down that one is used. */
const RENEW_EVERY_MS = 300_000;
/** Browsers of one person: beyond these, those that signed in first are signed out. */
const MOST_SESSIONS = 10;

/**
 * Who is signed in: the browser has a secret, the store its digest and whose it is, and nobody a token of GitHub's. The
 * secret is random and as long as the digest, so that nothing is gained by a slow one.
 */
export type Sessions = {
  /** Who asks; a page that they open keeps them signed in. Null: nobody who is signed in. */
  readonly read: (context: Context) => Promise<Person | null>;
  /** What names their session here, and nobody else's; null: there is none. */
  readonly nameOf: (context: Context) => Promise<string | null>;
  /** Whether they still are; this keeps nobody signed in. */
  readonly isOpen: (context: Context) => Promise<boolean>;
  /** Signs somebody in, and out what this browser was before. */
  readonly begin: (context: Context, person: Person) => Promise<void>;
  /** Signs out here, or in all browsers of whoever asks. */
  readonly end: (context: Context, where: 'here' | 'everywhere') => Promise<void>;
};

/** Sessions that end after eight hours without use, after a day, and when whoever has them signs out. */
export function createSessions(deps: Pick<PagesDeps, 'store' | 'clock' | 'url'>): Sessions {
  const { clock } = deps;
  const { webSessions } = deps.store;
  const cookie = appCookie(deps.url, 'mlpipelines_session', LONGEST_MS);
  const find = async (context: Context): Promise<WebSession | null> => {
    const secret = cookie.read(context);
    return secret === null ? null : webSessions.find(digestOf(secret), clock.now());
  };
  return {
    read: async (context) => {
      const session = await find(context);
      if (session === null) return null;
      visitOf(context).vouch(`person ${session.person}`);
      const now = clock.now();
      if (now - session.seenAt >= RENEW_EVERY_MS) {
        await webSessions.renew(session.id, used(session.createdAt, now));
      }
      return { id: session.person, login: session.login };
    },
    nameOf: async (context) => (await find(context))?.id ?? null,
    isOpen: async (context) => (await find(context)) !== null,
    begin: async (context, { id: person, login }) => {
      const before = await find(context);
      if (before !== null) await webSessions.end(before.id);
      const secret = randomBytes(32).toString('base64url');
      const now = clock.now();
      const session = { id: digestOf(secret), person, login, createdAt: now, ...used(now, now) };
      await webSessions.begin(session, MOST_SESSIONS);
      cookie.write(context, secret);
    },
    end: async (context, where) => {
      const session = await find(context);
      cookie.clear(context);
      if (session === null) return;
      if (where === 'everywhere') await webSessions.endAll(session.person);
      else await webSessions.end(session.id);
    },
  };
}

function used(createdAt: number, now: number): Pick<WebSession, 'seenAt' | 'expiresAt'> {
  return { seenAt: now, expiresAt: Math.min(now + IDLE_MS, createdAt + LONGEST_MS) };
}
