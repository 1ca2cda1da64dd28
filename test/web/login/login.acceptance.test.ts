import { createHash } from 'node:crypto';
import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import { openInstallationClients } from '../../../app/github/client/installation-clients.ts';
import { openLogin } from '../../../app/github/login/login.ts';
import { clientOfUser, openTestGitHub } from '../../doubles/github/testing/open-test-github.ts';
import { openBrowser } from '../../support/open-browser.ts';
import { aPlan, aStep } from '../../support/build-plan.ts';
import { findRepository } from '../../../app/github/reads/find-repository.ts';
import { openCompiler } from '../../../app/triggers/compiling/compiler.ts';
import { octokitApi } from '../../../app/github/reads/octokit-api.ts';
import { realClock } from '../../support/real-clock.ts';
import { openPages } from '../open-pages.ts';
import { servePages } from '../serve-pages.ts';
import { createPages } from '../../../app/web/create-pages.ts';

/** Pages whose sign-in is GitHub's. */
async function openSignIn() {
  const github = await openTestGitHub();
  github.repository('acme/churn', { private: true, collaborators: { ada: 'read' } });
  github.user('mallory');
  const opened = await openPages();
  const served: { pages: ReturnType<typeof createPages> } = { pages: opened.pages };
  const base = await servePages({ fetch: (request) => served.pages.fetch(request) });
  const app = github.app({
    permissions: { contents: 'read' },
    callbackUrls: [`${base}/login/callback`],
  });
  const { clientId, clientSecret } = app.record;
  const parts = {
    clientId,
    clientSecret,
    webUrl: github.url,
    apiUrl: github.apiUrl,
    callbackUrl: `${base}/login/callback`,
  };
  served.pages = createPages({
    ...opened.deps,
    url: base,
    githubUrl: github.url,
    login: openLogin(parts),
  });
  return { ...opened, github, base, parts };
}

/** GitHub's code for a sign-in whose verifier is `v`. */
async function codeOf(login: ReturnType<typeof openLogin>): Promise<string> {
  const challenge = createHash('sha256').update('v').digest('base64url');
  const address = login.authorizeUrl({ state: 's', challenge });
  expect(new URL(address).searchParams.get('code_challenge_method')).toBe('S256');
  const back = await fetch(`${address}&login=ada`, { redirect: 'manual' });
  return new URL(back.headers.get('location') ?? '').searchParams.get('code') ?? '';
}

test('people sign in with GitHub, and see what they may read', async () => {
  const { base, startHosted } = await openSignIn();
  const run = await startHosted(aPlan([aStep('train')]));
  const browser = await openBrowser();
  const see = async (login: string) => {
    const page = await browser.newPage();
    await page.goto(`${base}/runs/${run.id}`);
    await page.getByRole('link', { name: `Continue as ${login}` }).click();
    await page.getByText(login).first().waitFor();
    return {
      address: page.url(),
      heading: await page.getByRole('heading', { level: 1 }).innerText(),
    };
  };
  const address = `${base}/runs/${run.id}`;
  expect(await see('ada')).toEqual({ address, heading: 'churn #1' });
  expect(await see('mallory')).toEqual({ address, heading: 'There is nothing here for you' });
  await browser.close();
});

test('a code is taken once, and whose it is is all that is learnt', async () => {
  const { github, parts } = await openSignIn();
  const login = openLogin(parts);
  const code = await codeOf(login);
  const person = await login.identify(code, 'v');
  const { data } = await clientOfUser(github, 'ada').rest.users.getAuthenticated();
  expect(person).toEqual({ id: data.id, login: 'ada' });
  await expect(login.identify(code, 'v')).rejects.toThrow(/bad_verification_code/);
  const another = await codeOf(login);
  await expect(login.identify(another, 'w')).rejects.toThrow(/bad_verification_code/);
  const wrong = openLogin({ ...parts, clientSecret: 'wrong' });
  await expect(wrong.identify('x', 'v')).rejects.toThrow(/incorrect_client_credentials/);
});

test('a code that is not taken is told without the secrets that were sent with it', async () => {
  const { parts } = await openSignIn();
  const unicorn = await servePages({
    fetch: () => new Response('<h1>Unicorn!</h1>', { status: 502 }),
  });
  const proxy = await servePages({
    fetch: () => new Response('<h1>Hello</h1>', { headers: { 'content-type': 'text/html' } }),
  });
  const told = async (webUrl: string) => {
    const login = openLogin({ ...parts, webUrl });
    const error: unknown = await login.identify('the-code', 'the-verifier').catch((e) => e);
    const all = inspect(error, { depth: null, showHidden: true });
    for (const secret of [parts.clientSecret, 'the-code', 'the-verifier'])
      expect(all).not.toContain(secret);
    return String(error);
  };
  const begin = 'Error: GitHub gave no token for the code of a sign-in:';
  expect(await told(parts.webUrl)).toBe(`${begin} bad_verification_code`);
  expect(await told(unicorn)).toBe(`${begin} it answered 502`);
  expect(await told(proxy)).toBe(`${begin} its answer cannot be read`);
  expect(await told('http://127.0.0.1:1')).toMatch(new RegExp(`^${begin} `));
});

test('GitHub says which repository a name means, and who may read it', async () => {
  const github = await openTestGitHub();
  const model = github.repository('acme/model', { private: true, collaborators: { ada: 'read' } });
  await model.commit({ files: { 'README.md': 'x' } });
  github.repository('acme/elsewhere', { private: true });
  const mallory = github.user('mallory');
  const app = github.app({ permissions: { contents: 'read' } });
  const installation = app.install([model]);
  const identity = { appId: app.record.id, privateKey: app.record.privateKey };
  const apiUrl = github.apiUrl;
  const parts = { app: identity, apiUrl, clock: realClock, counted: () => {} };
  const clients = openInstallationClients(parts);
  const find = (name: string) => findRepository(clients, { owner: 'ACME', name });
  const found = (await find('Model')) ?? expect.fail();
  expect(found).toMatchObject({
    installation,
    owner: 'acme',
    name: 'model',
    defaultBranch: 'main',
  });
  expect(await find('elsewhere')).toBeNull();
  expect(await find('nothing')).toBeNull();
  const api = octokitApi(clients.of(installation).octokit, openCompiler());
  expect(await api.permission(found, github.user('ada').account)).toBe('read');
  expect(await api.permission(found, mallory.account)).toBe('none');
});
