import { expect, test } from 'vitest';
import { VirtualClock } from '../clock.ts';
import type { Knobs } from '../state/world.ts';
import { clientOf, clientOfUser, openTestGitHub } from '../testing/open-test-github.ts';

const AT = { owner: 'acme', repo: 'model' };
const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;

async function scene(knobs: Partial<Knobs>) {
  const clock = new VirtualClock(Date.now());
  const github = await openTestGitHub({ clock, knobs });
  const repo = github.repository('acme/model');
  await repo.commit({ files: { 'a.txt': 'a\n' } });
  const app = github.app({ permissions: { issues: 'write', contents: 'read' } });
  const kit = clientOf(github, app, app.install([repo]));
  return { github, clock, repo, kit };
}

test('the primary limit refuses until its hour is over, and says so beforehand', async () => {
  const { github, clock } = await scene({ coreLimit: 3 });
  const kit = clientOfUser(github, 'ann');
  const { headers } = await kit.rest.repos.get(AT);
  expect(headers).toMatchObject({
    'x-ratelimit-limit': '3',
    'x-ratelimit-remaining': '2',
    'x-ratelimit-resource': 'core',
    'x-ratelimit-reset': String(Math.ceil((clock.now() + HOUR_MS) / 1000)),
  });
  await kit.rest.repos.get(AT);
  await kit.rest.repos.get(AT);
  const { data } = await kit.rest.rateLimit.get();
  expect(data.resources.core).toMatchObject({ limit: 3, used: 3, remaining: 0 });
  await expect(kit.rest.repos.get(AT)).rejects.toMatchObject({
    status: 403,
    message: expect.stringContaining('API rate limit exceeded') as string,
  });
  clock.advance(HOUR_MS);
  await kit.rest.repos.get(AT);
});

test('what is known already is 304 and free', async () => {
  const { github, kit } = await scene({ coreLimit: 2 });
  const { headers } = await kit.rest.repos.get(AT);
  const again = { ...AT, headers: { 'if-none-match': headers.etag ?? '' } };
  for (let i = 0; i < 5; i += 1)
    await expect(kit.rest.repos.get(again)).rejects.toMatchObject({
      status: 304,
      response: { headers: { 'x-ratelimit-remaining': '1' } },
    });
  expect(github.requests().count({ operationId: 'repos/get', resource: 'core' })).toBe(1);
});

test('content is made 80 times a minute and 500 an hour at most, with a time to wait', async () => {
  const { github, clock, kit } = await scene({ contentPerMinute: 3, contentPerHour: 5 });
  const make = () => kit.rest.issues.create({ ...AT, title: 'x' });
  for (let i = 0; i < 3; i += 1) await make();
  await expect(make()).rejects.toMatchObject({
    status: 403,
    message: expect.stringContaining('secondary rate limit') as string,
    response: { headers: { 'retry-after': '60' } },
  });
  await kit.rest.repos.get(AT);
  clock.advance(MINUTE_MS);
  await make();
  await make();
  clock.advance(MINUTE_MS);
  await expect(make()).rejects.toMatchObject({ status: 403 });
  expect(github.requests().byContent()).toEqual({ issue: 5 });
});

test('a minute has 900 points, of which a write takes five', async () => {
  const { kit } = await scene({ pointsPerMinute: 12 });
  await kit.rest.issues.create({ ...AT, title: 'x' });
  await kit.rest.issues.create({ ...AT, title: 'x' });
  await expect(kit.rest.issues.create({ ...AT, title: 'x' })).rejects.toMatchObject({
    status: 403,
  });
});

test('GitHub may refuse everybody for a while', async () => {
  const { github, clock, kit } = await scene({});
  await kit.rest.repos.get(AT);
  github.limits.pause(5 * MINUTE_MS);
  await expect(kit.rest.repos.get(AT)).rejects.toMatchObject({
    response: { headers: { 'retry-after': '300' } },
  });
  clock.advance(5 * MINUTE_MS);
  await kit.rest.repos.get(AT);
});

test('lists come in pages that a real client follows', async () => {
  const { github, repo, kit } = await scene({});
  const ann = github.user('ann');
  const numbers = Array.from({ length: 7 }, (_, index) => ann.openIssue(repo, `Issue ${index}`));
  const pages: number[] = [];
  for await (const { data } of kit.paginate.iterator(kit.rest.issues.listForRepo, {
    ...AT,
    per_page: 3,
  }))
    pages.push(data.length);
  expect(pages).toEqual([3, 3, 1]);
  const { headers } = await kit.rest.issues.listForRepo({ ...AT, per_page: 3, page: 2 });
  expect(headers.link).toContain(
    `${github.apiUrl}/repos/acme/model/issues?per_page=3&page=3>; rel="next"`,
  );
  expect(headers.link).toMatch(/rel="prev".*rel="last".*rel="first"/);
  expect(numbers).toHaveLength(7);
});

test('requests are counted by kind', async () => {
  const { github, kit } = await scene({});
  github.requests().clear();
  await kit.rest.repos.get(AT);
  await kit.rest.repos.get(AT);
  await kit.rest.issues.create({ ...AT, title: 'x' });
  expect(github.requests().byOperation()).toEqual({
    'repos/get': 2,
    'issues/create': 1,
    'apps/create-installation-access-token': 1,
  });
  expect(github.requests().count({ auth: 'installation', resource: 'core' })).toBe(3);
});
