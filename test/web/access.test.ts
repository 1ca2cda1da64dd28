import { expect, test } from 'vitest';
import { aPlan, aStep } from '../support/build-plan.ts';
import { createPages } from '../../app/web/create-pages.ts';
import { cookieOf, openPages, type TestPages } from './open-pages.ts';

const plan = aPlan([aStep('train')]);

/** What somebody who may not see is answered, without what differs at each load. */
async function answer(opened: TestPages, path: string, cookie: string): Promise<string> {
  const response = await opened.get(path, cookie);
  return `${response.status} ${(await response.text()).replaceAll(/nonce="[^"]*"/g, '')}`;
}

test('a visitor who is not signed in is sent to GitHub and comes back to where they wanted to go', async () => {
  const opened = await openPages();
  const run = await opened.startHosted(plan);
  const path = `/runs/${run.id}?step=train`;
  const away = await opened.get(path);
  expect(away.status).toBe(302);
  const login = away.headers.get('location') ?? '';
  const asked = await opened.get(login);
  const github = new URL(asked.headers.get('location') ?? '');
  expect(github.searchParams.get('code_challenge')).toMatch(/^[\w-]{43}$/);
  const state = github.searchParams.get('state') ?? '';
  const back = await opened.get(`/login/callback?code=ada&state=${state}`, cookieOf(asked));
  expect(back.headers.get('location')).toBe(path);
  expect((await opened.get(path, cookieOf(back))).status).toBe(200);
});

test('what one may not read looks like what does not exist', async () => {
  const opened = await openPages();
  const run = await opened.startHosted(plan);
  const local = await opened.start(plan);
  const mallory = await opened.signIn('mallory');
  const nothing = await answer(opened, '/runs/01ktnothing', mallory);
  expect(nothing).toMatch(/^404 /);
  for (const path of [`/runs/${run.id}`, `/runs/${local.id}`, '/repos/acme/churn', '/repos/a/b']) {
    expect(await answer(opened, path, mallory), path).toBe(nothing);
  }
  for (const path of [`/runs/${run.id}/events`, '/runs/01ktnothing/events']) {
    expect((await opened.get(path, mallory)).status, path).toBe(204);
    expect((await opened.get(path)).status, path).toBe(204);
  }
  expect((await opened.get(`/runs/${run.id}/plot?step=train&attempt=1&file=a.png`)).status).toBe(
    404,
  );
});

test('a run of this machine, which belongs to no repository, is shown to nobody', async () => {
  const opened = await openPages();
  const local = await opened.start(plan);
  expect((await opened.get(`/runs/${local.id}`, await opened.signIn('ada'))).status).toBe(404);
});

test('what GitHub says is believed for a minute, and a failure to ask is no', async () => {
  let fails = true;
  let asked = 0;
  const opened = await openPages({
    mayRead: async (_repository, { login }) => {
      asked += 1;
      if (fails) throw new Error('GitHub is away');
      return opened.readers.has(login);
    },
  });
  const run = await opened.startHosted(plan);
  const cookie = await opened.signIn('ada');
  const status = async () => (await opened.get(`/runs/${run.id}`, cookie)).status;
  expect(await status()).toBe(404);
  expect(opened.troubles).toEqual([expect.stringContaining('GitHub is away')]);
  fails = false;
  expect([await status(), await status(), asked]).toEqual([200, 200, 2]);
  opened.readers.delete('ada');
  opened.pass(61_000);
  expect(await status()).toBe(404);
});

test('a session lasts eight hours without use and a day with it, and is of the store alone', async () => {
  const opened = await openPages();
  const run = await opened.startHosted(plan);
  const [cookie, idle] = [await opened.signIn('ada'), await opened.signIn('ada')];
  const status = async (given: string) => (await opened.get(`/runs/${run.id}`, given)).status;
  const foreign = await openPages();
  expect(await status(await foreign.signIn('ada'))).toBe(302);
  expect(await status(cookie.slice(0, -1))).toBe(302);
  // The cookie of a sign-in that was begun is no session, whatever it is called.
  const begun = cookieOf(await opened.get('/login'));
  expect(await status(begun.replace('mlpipelines_login', 'mlpipelines_session'))).toBe(302);
  opened.pass(7.9 * 3_600_000);
  expect(await status(cookie)).toBe(200);
  opened.pass(0.2 * 3_600_000);
  expect([await status(cookie), await status(idle)]).toEqual([200, 302]);
  opened.pass(7.7 * 3_600_000);
  expect(await status(cookie)).toBe(200);
  opened.pass(7.7 * 3_600_000);
  expect(await status(cookie)).toBe(200);
  opened.pass(0.6 * 3_600_000);
  expect(await status(cookie)).toBe(302);
});

test('a cookie is a secret that says nothing, the store has its digest alone, and it goes to nobody else', async () => {
  const opened = await openPages({ url: 'https://mlp.example.com' });
  const asked = await opened.get('/login');
  const state = new URL(asked.headers.get('location') ?? '').searchParams.get('state') ?? '';
  const back = await opened.get(`/login/callback?code=ada&state=${state}`, cookieOf(asked));
  const session = back.headers.getSetCookie().find((line) => line.includes('session')) ?? '';
  expect(session).toMatch(
    /^__Host-mlpipelines_session=[\w-]{43}; Max-Age=86400; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
  );
  const secret = /=([\w-]+);/.exec(session)?.[1] ?? '';
  expect(await opened.deps.store.webSessions.find(secret, 0)).toBeNull();
  expect(asked.headers.get('set-cookie')).not.toContain(state);
});

test('a sign-in that this browser did not begin, that GitHub refused or that failed signs nobody in', async () => {
  const opened = await openPages({
    login: {
      authorizeUrl: ({ state }) => `https://github.com/?state=${state}`,
      identify: async () => {
        throw new Error('bad_verification_code');
      },
    },
  });
  const asked = await opened.get('/login');
  const state = new URL(asked.headers.get('location') ?? '').searchParams.get('state') ?? '';
  const tried = async (query: string, cookie: string) => {
    const response = await opened.get(`/login/callback?${query}`, cookie);
    expect(cookieOf(response)).toBe('');
    return response.status;
  };
  expect(await tried(`code=ada&state=${state}`, '')).toBe(400);
  expect(await tried('code=ada&state=forged', cookieOf(asked))).toBe(400);
  expect(await tried(`error=access_denied&state=${state}`, cookieOf(asked))).toBe(400);
  expect(await tried(`code=ada&state=${state}`, cookieOf(asked))).toBe(502);
  opened.pass(601_000);
  expect(await tried(`code=ada&state=${state}`, cookieOf(asked))).toBe(400);
});

test('signing in leads to no other site', async () => {
  const opened = await openPages();
  for (const to of [
    'https://evil.example/',
    '//evil.example',
    '/\\evil.example',
    '/\t/evil.example',
    '/.//evil.example',
    '/runs/..//evil.example',
    'javascript:alert(1)',
    '',
  ]) {
    const asked = await opened.get(`/login?${new URLSearchParams({ to }).toString()}`);
    const state = new URL(asked.headers.get('location') ?? '').searchParams.get('state') ?? '';
    const back = await opened.get(`/login/callback?code=ada&state=${state}`, cookieOf(asked));
    expect(back.headers.get('location'), to).toBe('/');
  }
});

const OWN = { 'sec-fetch-site': 'same-origin' };

test('signing out ends the session on the server: a copied cookie is good for nothing, in any replica', async () => {
  const opened = await openPages();
  const replica = createPages(opened.deps);
  const run = await opened.startHosted(plan);
  const [cookie, elsewhere] = [await opened.signIn('ada'), await opened.signIn('ada')];
  const status = async (given: string) => {
    const asked = { headers: { cookie: given } };
    return (await replica.request(`/runs/${run.id}`, asked)).status;
  };
  expect([await status(cookie), await status(elsewhere)]).toEqual([200, 200]);
  const headers = { cookie, ...OWN };
  const out = await opened.pages.request('/logout', { method: 'POST', headers });
  expect(out.headers.getSetCookie()).toEqual([
    expect.stringMatching(/^mlpipelines_session=; Max-Age=0; Path=\//),
  ]);
  expect([await status(cookie), await status(elsewhere)]).toEqual([302, 200]);
  expect((await opened.get('/logout', elsewhere)).status).toBe(404);
});

test('signing out everywhere ends all sessions of a person, and no other person’s', async () => {
  const opened = await openPages();
  const run = await opened.startHosted(plan);
  opened.readers.add('grace');
  const [here, there] = [await opened.signIn('ada'), await opened.signIn('ada')];
  const other = await opened.signIn('grace');
  const headers = { cookie: here, ...OWN };
  await opened.pages.request('/logout/everywhere', { method: 'POST', headers });
  const status = async (given: string) => (await opened.get(`/runs/${run.id}`, given)).status;
  const all = [here, there, other];
  expect(await Promise.all(all.map(status))).toEqual([302, 302, 200]);
});

test('another site signs nobody out', async () => {
  const opened = await openPages();
  const run = await opened.startHosted(plan);
  const cookie = await opened.signIn('ada');
  for (const from of [
    { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' },
    { 'sec-fetch-site': 'same-site' },
    { origin: 'https://evil.example' },
    { origin: 'null' },
    {},
  ]) {
    const asked = { method: 'POST', headers: { cookie, ...from } };
    const response = await opened.pages.request('/logout', asked);
    expect([response.status, response.headers.getSetCookie()]).toEqual([403, []]);
  }
  expect((await opened.get(`/runs/${run.id}`, cookie)).status).toBe(200);
  const older = { method: 'POST', headers: { cookie, origin: 'http://127.0.0.1' } };
  expect((await opened.pages.request('/logout', older)).status).toBe(303);
});

test('a person is signed in with ten browsers at most; the first that signed in is out', async () => {
  const opened = await openPages();
  const run = await opened.startHosted(plan);
  const cookies: string[] = [];
  for (let browser = 0; browser < 11; browser += 1) {
    cookies.push(await opened.signIn('ada'));
    opened.pass(1000);
  }
  const status = async (given: string) => (await opened.get(`/runs/${run.id}`, given)).status;
  const [first, ...others] = await Promise.all(cookies.map(status));
  expect(first).toBe(302);
  expect(new Set(others)).toEqual(new Set([200]));
});

test('whoever signs in anew leaves no older session of that browser behind', async () => {
  const opened = await openPages();
  const run = await opened.startHosted(plan);
  const before = await opened.signIn('ada');
  const asked = await opened.get('/login');
  const state = new URL(asked.headers.get('location') ?? '').searchParams.get('state') ?? '';
  const cookies = `${cookieOf(asked)}; ${before}`;
  const back = await opened.get(`/login/callback?code=ada&state=${state}`, cookies);
  expect((await opened.get(`/runs/${run.id}`, before)).status).toBe(302);
  expect((await opened.get(`/runs/${run.id}`, cookieOf(back))).status).toBe(200);
});

test('who begins to sign in again and again makes the app ask GitHub twenty times a minute', async () => {
  let asked = 0;
  const login = {
    authorizeUrl: ({ state }: { readonly state: string }) => `https://github.com/?state=${state}`,
    identify: async () => {
      asked += 1;
      throw new Error('bad code');
    },
  };
  const opened = await openPages({ login });
  const begun = await opened.get('/login');
  const state = new URL(begun.headers.get('location') ?? '').searchParams.get('state') ?? '';
  const again = () => opened.get(`/login/callback?code=guess&state=${state}`, cookieOf(begun));
  const statuses: number[] = [];
  for (let tried = 0; tried < 25; tried += 1) statuses.push((await again()).status);
  expect([asked, statuses[19], statuses[20]]).toEqual([20, 502, 429]);
  opened.pass(60_000);
  expect((await again()).status).toBe(502);
});

test('who looks for names that nobody knows makes the app ask GitHub sixty times a minute', async () => {
  const asked: string[] = [];
  const findRepository = async (owner: string, name: string) => {
    asked.push(`${owner}/${name}`);
    return null;
  };
  const opened = await openPages({ findRepository });
  const [mallory, bob] = [await opened.signIn('mallory'), await opened.signIn('bob')];
  for (let tried = 0; tried < 70; tried += 1) {
    expect((await opened.get(`/repos/acme/guess-${tried}`, mallory)).status).toBe(404);
  }
  expect(asked).toHaveLength(60);
  await opened.get('/repos/acme/churn', bob);
  expect(asked).toHaveLength(61);
});

test('a session is a person’s, not their login’s', async () => {
  const asked: number[] = [];
  const opened = await openPages({
    login: {
      authorizeUrl: ({ state }) => `https://github.com/?state=${state}`,
      identify: async (code) => ({ id: Number(code), login: 'ada' }),
    },
    mayRead: async (_repository, { id }) => {
      asked.push(id);
      return id === 1;
    },
  });
  const run = await opened.startHosted(plan);
  const status = async (code: string) =>
    (await opened.get(`/runs/${run.id}`, await opened.signIn(code))).status;
  expect([await status('1'), await status('2')]).toEqual([200, 404]);
  expect(asked).toEqual([1, 2]);
});
