import { createSign } from 'node:crypto';
import { expect, test } from 'vitest';
import { VirtualClock } from '../clock.ts';
import { HANDLERS } from '../rest/handlers.ts';
import { NEEDS } from '../http/access/permissions.ts';
import { restBook } from '../schemas/rest-book.ts';
import {
  clientOf,
  clientOfToken,
  clientOfUser,
  openTestGitHub,
} from '../testing/open-test-github.ts';

const AT = { owner: 'acme', repo: 'model' };
const HOUR_MS = 3_600_000;

async function scene(permissions: Readonly<Record<string, 'read' | 'write'>> = {}) {
  const clock = new VirtualClock(Date.now());
  const github = await openTestGitHub({ clock });
  const repo = github.repository('acme/model', { private: true, collaborators: { ann: 'write' } });
  const sha = await repo.commit({ files: { 'a.txt': 'a\n' } });
  const app = github.app({ permissions });
  const installation = app.install([repo]);
  return { github, clock, repo, sha, app, installation, kit: clientOf(github, app, installation) };
}

test('every operation of the extract has a handler and a row in the table of permissions', () => {
  const operations = Object.keys(restBook.entries).sort();
  expect(Object.keys(HANDLERS).sort()).toEqual(operations);
  expect(Object.keys(NEEDS).sort()).toEqual(operations);
});

test('a route that is not served is 501 and a problem', async () => {
  const { github, kit } = await scene();
  await expect(kit.request('GET /repos/acme/model/releases')).rejects.toMatchObject({
    status: 501,
  });
  expect(github.takeProblems()).toMatchObject([
    { kind: 'unknown-route', where: 'GET /repos/acme/model/releases' },
  ]);
});

test('a request against the schema is 422 and a problem', async () => {
  const { github, kit, sha } = await scene({ checks: 'write' });
  const annotation = {
    path: 'a',
    start_line: 1,
    end_line: 1,
    annotation_level: 'notice',
    message: 'm',
  };
  const bad = [
    { name: 'x', head_sha: sha, colour: 'red' },
    { name: 'x' },
    { name: 'x', head_sha: sha, conclusion: 'perfect' },
    { name: 'x', head_sha: sha, output: { title: 't', summary: 'x'.repeat(70_000) } },
    {
      name: 'x',
      head_sha: sha,
      output: {
        title: 't',
        summary: 's',
        annotations: Array.from({ length: 51 }, () => annotation),
      },
    },
  ];
  for (const body of bad)
    await expect(kit.request('POST /repos/acme/model/check-runs', body)).rejects.toMatchObject({
      status: 422,
    });
  await expect(
    kit.request('GET /repos/acme/model/commits/main/check-runs?nmae=x'),
  ).rejects.toThrow();
  expect(github.takeProblems().map(({ kind, what }) => `${kind}: ${what}`)).toEqual([
    'bad-request: / must NOT have additional properties ("colour")',
    expect.stringContaining("must have required property 'head_sha'"),
    expect.stringContaining('/conclusion must be equal to one of the allowed values'),
    expect.stringContaining('/output/summary must NOT have more than 65535 characters'),
    expect.stringContaining('/output/annotations must NOT have more than 50 items'),
    expect.stringContaining('query nmae is unknown'),
  ]);
});

test('a check counts bytes where its schema counts characters', async () => {
  const { kit, sha } = await scene({ checks: 'write' });
  const output = { title: 't', summary: 'ü'.repeat(40_000) };
  await expect(kit.rest.checks.create({ ...AT, name: 'x', head_sha: sha, output })).rejects.toThrow(
    /bytesize of 65535/,
  );
});

test('an answer of the stand-in that GitHub would not give is 500 and a problem', async () => {
  const { github, kit, repo } = await scene({ issues: 'read' });
  const number = github.user('ann').openIssue(repo, 'x');
  const issue = repo.record.issues.get(number);
  Object.assign(issue ?? {}, { updatedAt: 0, title: 7 });
  await expect(kit.rest.issues.get({ ...AT, issue_number: number })).rejects.toMatchObject({
    status: 500,
  });
  expect(github.takeProblems()).toMatchObject([
    { kind: 'bad-answer', what: expect.stringContaining('/title must be string') as string },
  ]);
});

test('a payload that GitHub would not send is a problem', async () => {
  const { github, app, repo } = await scene({ issues: 'read' });
  app.record.events = ['issues'];
  for (const each of github.world.installations.values()) each.events = ['issues'];
  app.deliverTo('http://127.0.0.1:9/');
  github.user('ann').openIssue(repo, 7 as unknown as string);
  expect(github.takeProblems()).toMatchObject([
    {
      kind: 'bad-payload',
      where: 'issues-opened',
      what: expect.stringContaining('title') as string,
    },
  ]);
});

test('an installation may do what it is permitted, where it is installed', async () => {
  const { github, kit, sha } = await scene({ checks: 'read', contents: 'read' });
  await github.repository('acme/secret', { private: true }).commit({ files: { a: 'a' } });
  await expect(kit.rest.checks.create({ ...AT, name: 'x', head_sha: sha })).rejects.toMatchObject({
    status: 403,
    message: expect.stringContaining('Resource not accessible by integration') as string,
    response: { headers: { 'x-accepted-github-permissions': 'checks=write' } },
  });
  await expect(kit.rest.repos.get({ owner: 'acme', repo: 'secret' })).rejects.toMatchObject({
    status: 404,
  });
  await expect(kit.rest.apps.getAuthenticated()).resolves.toMatchObject({ status: 200 });
});

test('a token can be narrowed to fewer permissions and repositories, never widened', async () => {
  const { github, app, installation, repo } = await scene({ checks: 'write', contents: 'read' });
  const { apps } = clientOf(github, app).rest;
  const asked = { installation_id: installation };
  const { data } = await apps.createInstallationAccessToken({
    ...asked,
    permissions: { checks: 'read' },
    repository_ids: [repo.record.id],
  });
  expect(data).toMatchObject({ permissions: { checks: 'read' }, repository_selection: 'selected' });
  expect(data.token.length).toBeGreaterThan(255);
  const kit = clientOfToken(github, data.token);
  await expect(kit.rest.repos.getContent({ ...AT, path: '' })).rejects.toMatchObject({
    status: 403,
  });
  await expect(
    apps.createInstallationAccessToken({
      ...asked,
      permissions: { checks: 'write', issues: 'read' },
    }),
  ).rejects.toThrow(/not granted/);
  await expect(
    apps.createInstallationAccessToken({ ...asked, repository_ids: [1] }),
  ).rejects.toThrow(/does not exist or is not accessible/);
});

test('a token of an installation is good for an hour of the clock', async () => {
  const { github, clock, app, installation } = await scene();
  const { data } = await clientOf(github, app).rest.apps.createInstallationAccessToken({
    installation_id: installation,
  });
  expect(Date.parse(data.expires_at) - clock.now()).toBeGreaterThan(HOUR_MS - 1_000);
  const kit = clientOfToken(github, data.token);
  await kit.rest.repos.get(AT);
  clock.advance(HOUR_MS);
  await expect(kit.rest.repos.get(AT)).rejects.toMatchObject({ status: 401 });
});

test('the App proves itself by a signed and timely JWT; a client with a wrong clock corrects itself', async () => {
  const { github, clock, app } = await scene();
  const now = Math.floor(clock.now() / 1000);
  const good = { iss: app.record.id, iat: now - 30, exp: now + 500 };
  const ask = async (jwt: string) => {
    const headers = { authorization: `bearer ${jwt}` };
    const response = await fetch(`${github.apiUrl}/app`, { headers });
    const { message } = (await response.json()) as { message?: string };
    return `${response.status} ${message ?? 'fine'}`;
  };
  const key = app.record.privateKey;
  const other = github.app({ slug: 'other' }).record.privateKey;
  expect(await ask(jwtOf(good, key))).toBe('200 fine');
  expect(await ask(jwtOf(good, other))).toBe('401 A JSON web token could not be decoded');
  expect(await ask(jwtOf({ ...good, exp: now - 1 }, key))).toMatch(/^401 'Expiration time' claim/);
  expect(await ask(jwtOf({ ...good, exp: now + 3_600 }, key))).toMatch(/too far in the future$/);
  expect(await ask(jwtOf({ ...good, iat: now + 300 }, key))).toMatch(/^401 'Issued at' claim/);
  expect(await ask(jwtOf({ ...good, iss: 1 }, key))).toBe('404 Integration not found');
  clock.advance(30 * 24 * HOUR_MS);
  await expect(clientOf(github, app).rest.apps.getAuthenticated()).resolves.toMatchObject({
    status: 200,
  });
});

test('people do by their role: a stranger sees nothing private, a writer writes, checks are for Apps', async () => {
  const { github, sha } = await scene();
  const ann = clientOfUser(github, 'ann').rest;
  const stranger = clientOfUser(github, 'stranger').rest;
  await expect(stranger.repos.get(AT)).rejects.toMatchObject({ status: 404 });
  const { data } = await ann.repos.get(AT);
  expect(data.permissions).toMatchObject({ push: true, admin: false });
  await expect(ann.checks.create({ ...AT, name: 'x', head_sha: sha })).rejects.toMatchObject({
    status: 403,
  });
  await ann.issues.create({ ...AT, title: 'x' });
  await expect(ann.repos.getBranchProtection({ ...AT, branch: 'main' })).rejects.toMatchObject({
    status: 404,
  });
});

test('touching workflows takes a permission of its own', async () => {
  const { kit } = await scene({ contents: 'write' });
  const content = Buffer.from('on: push\n').toString('base64');
  const file = { ...AT, message: 'm', content };
  await expect(
    kit.rest.repos.createOrUpdateFileContents({ ...file, path: '.github/workflows/x.yml' }),
  ).rejects.toMatchObject({ status: 403 });
  await kit.rest.repos.createOrUpdateFileContents({ ...file, path: 'x.yml' });
});

test('a protected branch is merged into only with its checks and approvals', async () => {
  const { github, repo, kit } = await scene({ checks: 'write', pull_requests: 'write' });
  repo.protect('main', { approvals: 1, checks: ['mlpipelines'] }).collaborator('bob', 'write');
  const head_sha = await repo.commit({ branch: 'topic', files: { 'a.txt': 'b\n' }, by: 'ann' });
  const number = await github.user('ann').openPull(repo, { head: 'topic' });
  const bob = github.user('bob');
  await expect(bob.merge(repo, number)).rejects.toThrow('"mlpipelines" is expected');
  await kit.rest.checks.create({ ...AT, name: 'mlpipelines', head_sha, conclusion: 'success' });
  await expect(bob.merge(repo, number)).rejects.toThrow('approving review is required');
  bob.review(repo, number, { state: 'APPROVED' });
  expect(await bob.merge(repo, number)).toBe(await repo.sha());
});

function jwtOf(claims: object, key: string): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const signed = `${part({ alg: 'RS256', typ: 'JWT' })}.${part(claims)}`;
  return `${signed}.${createSign('RSA-SHA256').update(signed).sign(key, 'base64url')}`;
}
