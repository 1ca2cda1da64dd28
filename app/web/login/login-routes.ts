import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { Hono, type Context } from 'hono';
import { RateLimit } from '../../wire/rate-limit.ts';
import { visitOf } from '../../wire/visit.ts';
import type { PagesDeps } from '../pages-deps.ts';
import { messagePage } from '../frame/message-page.ts';
import type { PageEnv } from '../frame/document.ts';
import { appCookie } from './cookies.ts';
import { isOwnSite } from './own-form.ts';
import { createSeal } from './seal.ts';
import type { Sessions } from './sessions.ts';

/** As long as GitHub's own code lives. */
const LOGIN_MS = 600_000;
/** Each costs a question to GitHub, and anybody can begin one. People of an office share an address. */
const SIGN_INS = { perMs: 60_000, each: 20, all: 300 };

/** `/login`, which sends people to GitHub, `/login/callback`, where they come back to, `/logout` and `/logout/everywhere`. */
export function loginRoutes(deps: PagesDeps, sessions: Sessions): Hono<PageEnv> {
  const seal = createSeal(deps, 'login', LOGIN_MS);
  const cookie = appCookie(deps.url, 'mlpipelines_login', LOGIN_MS);
  const signIns = new RateLimit(deps.clock, SIGN_INS);
  const begin = async (context: Context<PageEnv>) => {
    const [state, verifier] = [randomText(), randomText()];
    const to = pathWithin(context.req.query('to'));
    cookie.write(context, await seal.close({ state, verifier, to }));
    const challenge = createHash('sha256').update(verifier).digest('base64url');
    return context.redirect(deps.login.authorizeUrl({ state, challenge }));
  };
  const callback = async (context: Context<PageEnv>) => {
    const sealed = cookie.read(context);
    cookie.clear(context);
    const begun = sealed === null ? null : await seal.open(sealed);
    const { state, code } = context.req.query();
    const { state: expected, verifier, to } = begun ?? {};
    if (!isSame(state, expected) || typeof verifier !== 'string' || code === undefined) {
      return failed(context, 400, whyNot(context));
    }
    if (!signIns.take(visitOf(context).sender)) {
      context.header('Retry-After', '60');
      return failed(context, 429, 'Too many sign in just now. Try again in a minute.');
    }
    try {
      await sessions.begin(context, await deps.login.identify(code, verifier));
    } catch (error) {
      deps.warn(`a sign-in failed: ${String(error)}`, {});
      return failed(context, 502, 'GitHub did not say who you are.');
    }
    return context.redirect(pathWithin(to));
  };
  const signOut = (where: 'here' | 'everywhere') => (context: Context<PageEnv>) =>
    signedOut(context, { deps, sessions, where });
  return new Hono<PageEnv>()
    .get('/login', begin)
    .get('/login/callback', callback)
    .post('/logout', signOut('here'))
    .post('/logout/everywhere', signOut('everywhere'));
}

async function signedOut(
  context: Context<PageEnv>,
  {
    deps,
    sessions,
    where,
  }: {
    readonly deps: PagesDeps;
    readonly sessions: Sessions;
    readonly where: 'here' | 'everywhere';
  },
) {
  if (!isOwnSite(context, deps.url)) return stillSignedIn(context);
  await sessions.end(context, where);
  return context.redirect('/', 303);
}

/** Where to go after signing in: a path of this app, never another site. */
function pathWithin(to: unknown): string {
  const own = 'http://app.invalid';
  if (typeof to !== 'string' || !to.startsWith('/')) return '/';
  const url = URL.parse(to, own);
  return url?.origin === own ? url.pathname + url.search : '/';
}

function randomText(): string {
  return randomBytes(32).toString('base64url');
}

function isSame(given: string | undefined, expected: unknown): boolean {
  if (given === undefined || typeof expected !== 'string') return false;
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}

function whyNot(context: Context): string {
  return context.req.query('error') === 'access_denied'
    ? 'You told GitHub not to say who you are.'
    : 'This sign-in was begun in another browser, or too long ago. Does your browser keep cookies of this site?';
}

function stillSignedIn(context: Context<PageEnv>) {
  return messagePage(context, 403, {
    title: 'You are not signed out',
    text: 'Another site asked for it. Use the button of this one.',
    link: { to: '/', text: 'To the start' },
    person: null,
  });
}

function failed(context: Context<PageEnv>, status: 400 | 429 | 502, why: string) {
  return messagePage(context, status, {
    title: 'You are not signed in',
    text: why,
    link: { to: '/login', text: 'Sign in with GitHub again' },
    person: null,
  });
}
