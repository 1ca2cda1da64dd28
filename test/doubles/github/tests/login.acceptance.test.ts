import {
  checkToken,
  createDeviceCode,
  deleteToken,
  exchangeDeviceCode,
} from '@octokit/oauth-methods';
import type { RequestError } from '@octokit/request-error';
import { Octokit } from '@octokit/rest';
import { describe, expect, test } from 'vitest';
import { SteppingClock } from '../../../github/stepping-clock.ts';
import { clientOfToken, clientOf, openTestGitHub } from '../testing/open-test-github.ts';
import { SeededApp } from '../people/seeded-app.ts';

test('a person signs in to an App and is known there by a token', async () => {
  const github = await openTestGitHub();
  const repo = github.repository('acme/model', { private: true, collaborators: { ann: 'read' } });
  github.repository('acme/hidden', { private: true });
  const callback = 'http://127.0.0.1:1/callback';
  const app = github.app({ permissions: { contents: 'read' }, callbackUrls: [callback] });
  const installation = app.install('acme');
  const { clientId, clientSecret } = app.record;
  const authorize = `${github.url}/login/oauth/authorize?client_id=${clientId}&state=s1&redirect_uri=${callback}`;
  const page = await (await fetch(authorize)).text();
  expect(page).toContain('Continue as ann');
  const back = await fetch(`${authorize}&login=ann`, { redirect: 'manual' });
  const location = new URL(back.headers.get('location') ?? '');
  expect(location.searchParams.get('state')).toBe('s1');
  const exchange = async (code: string | null) => {
    const response = await fetch(`${github.url}/login/oauth/access_token`, {
      method: 'POST',
      headers: { accept: 'application/json', 'content-type': 'application/json' },
      body: JSON.stringify({ client_id: clientId, client_secret: clientSecret, code }),
    });
    return (await response.json()) as { access_token: string; error?: string };
  };
  const code = location.searchParams.get('code');
  const kit = clientOfToken(github, (await exchange(code)).access_token).rest;
  expect((await exchange(code)).error).toBe('bad_verification_code');
  expect((await kit.users.getAuthenticated()).data.login).toBe('ann');
  const { data } = await kit.apps.listInstallationReposForAuthenticatedUser({
    installation_id: installation,
  });
  expect(data.repositories.map(({ full_name: name }) => name)).toEqual([repo.fullName]);
  const elsewhere = `${authorize.replace(callback, 'http://evil.example/')}&login=ann`;
  expect((await fetch(elsewhere, { redirect: 'manual' })).status).toBe(400);
});

test('a manifest becomes an App with its credentials', async () => {
  const github = await openTestGitHub();
  const manifest = {
    name: 'My pipelines',
    url: 'http://127.0.0.1:1',
    redirect_url: 'http://127.0.0.1:1/setup',
    hook_attributes: { url: 'http://127.0.0.1:1/hook' },
    default_permissions: { checks: 'write' },
    default_events: ['push'],
  };
  const back = await fetch(`${github.url}/settings/apps/new?state=s2`, {
    method: 'POST',
    body: new URLSearchParams({ manifest: JSON.stringify(manifest) }),
    redirect: 'manual',
  });
  const location = new URL(back.headers.get('location') ?? '');
  expect(location.href).toMatch(/^http:\/\/127\.0\.0\.1:1\/setup\?code=\w+&state=s2$/);
  const code = location.searchParams.get('code') ?? '';
  const response = await fetch(`${github.apiUrl}/app-manifests/${code}/conversions`, {
    method: 'POST',
  });
  const made = (await response.json()) as { id: number; pem: string; slug: string };
  expect(made).toMatchObject({ slug: 'my-pipelines', permissions: { checks: 'write' } });
  const record = github.world.apps.get(made.id) ?? expect.fail();
  expect(record.privateKey).toBe(made.pem);
  const { data } = await clientOf(
    github,
    new SeededApp(github.world, record),
  ).rest.apps.getAuthenticated();
  expect(data).toMatchObject({ id: made.id, events: ['push'] });
});

describe('the device flow', () => {
  async function device() {
    const clock = new SteppingClock();
    const github = await openTestGitHub({ clock });
    const app = github.app({ deviceFlow: true });
    const { clientId, clientSecret } = app.record;
    const about = { clientType: 'github-app', clientId } as const;
    const request = new Octokit({ baseUrl: github.url }).request;
    const codes = async () => (await createDeviceCode({ ...about, request })).data;
    const ask = (code: string) =>
      exchangeDeviceCode({ ...about, code, request }).then(
        ({ authentication }) => authentication,
        (error: RequestError) => (error.response?.data as { error: string } | undefined)?.error,
      );
    return { github, app, clock, codes, ask, clientId, clientSecret };
  }

  test('gives whoever typed the code a token, which its App alone may look at and end', async () => {
    const { github, app, clock, codes, ask, clientId, clientSecret } = await device();
    const given = await codes();
    expect(given).toMatchObject({ interval: 5, expires_in: 900 });
    expect(await ask(given.device_code)).toBe('authorization_pending');
    expect(await ask(given.device_code)).toBe('slow_down');
    clock.pass(6000);
    expect(await ask(given.device_code)).toBe('slow_down');
    github.user('ann').answerDevice(given.user_code);
    clock.pass(20_000);
    const made = await ask(given.device_code);
    if (made === undefined || typeof made === 'string' || !('refreshToken' in made))
      throw new Error('no token');
    expect(await ask(given.device_code)).toBe('incorrect_device_code');
    const { token } = made;
    const kit = clientOfToken(github, token).rest;
    expect((await kit.users.getAuthenticated()).data.login).toBe('ann');
    const own = { clientType: 'github-app', clientId, clientSecret, token } as const;
    const request = new Octokit({ baseUrl: github.apiUrl }).request;
    expect((await checkToken({ ...own, request })).data.user?.login).toBe('ann');
    const other = github.app({ slug: 'other' }).record;
    const theirs = { ...own, clientId: other.clientId, clientSecret: other.clientSecret };
    await expect(checkToken({ ...theirs, request })).rejects.toThrow(/Not Found/);
    await deleteToken({ ...own, request });
    await expect(checkToken({ ...own, request })).rejects.toThrow(/Not Found/);
    expect(app.record.deviceFlow).toBe(true);
  });

  test('is refused by people, by time and where it is not enabled', async () => {
    const { github, app, clock, codes, ask } = await device();
    const [one, two] = [await codes(), await codes()];
    github.user('ann').answerDevice(one.user_code, 'cancel');
    expect(await ask(one.device_code)).toBe('access_denied');
    clock.pass(900_000);
    expect(await ask(two.device_code)).toBe('expired_token');
    app.record.deviceFlow = false;
    await expect(codes()).rejects.toThrow(/device_flow_disabled/);
  });
});
