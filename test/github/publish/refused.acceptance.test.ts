import { expect, test } from 'vitest';
import type { RunHeader } from '../../../app/domain/run/run.ts';
import { messageChange, type Message } from '../../../app/github/message.ts';
import { aPlan, aStep } from '../../support/build-plan.ts';
import { begun, succeeded } from '../../support/script-host.ts';
import { hostedAt, openHosted, type Hosted } from '../open-hosted.ts';

const HOUR_MS = 3_600_000;

/** Whatever happens for some hours, looked at often. */
async function publishFor(hosted: Hosted, hours: number): Promise<void> {
  for (let at = 0; at < hours * 60; at += 1) await hosted.publish(HOUR_MS / 60);
}

const asked = ({ world }: Hosted, kind: string) =>
  world.counted.filter((each) => each.kind === kind).length;
const CHECKS = 'POST /repos/{owner}/{repo}/check-runs';
const COMMENTS = 'POST /repos/{owner}/{repo}/issues/{issue_number}/comments';

async function again(
  { store, time }: Hosted,
  where: { repository?: number; installation?: number },
) {
  const { repository = null, installation = null } = where;
  const at = time.now();
  await store.commit([{ type: 'publication.again', repository, installation, at }]);
}

async function work(hosted: Hosted, run: RunHeader): Promise<void> {
  await hosted.until(async () => {
    const loaded = await hosted.store.runs.load(run.id);
    return loaded?.steps[0]?.state === 'starting';
  });
  const of = { run: run.id, key: 'train', attempt: 1 };
  await hosted.runtime.report(of, begun());
  await hosted.runtime.report(of, succeeded());
  await hosted.until(async () => (await hosted.store.runs.header(run.id))?.endedAt !== null);
}

test('a check that GitHub refuses is offered ten times, once for what changes, and again when told to', async () => {
  const hosted = await openHosted();
  const { repository, installation } = hosted.world;
  const run = await hosted.start(aPlan([aStep('train')]));
  await work(hosted, run);
  repository.archive();
  await publishFor(hosted, 6);
  // Its own check and the commit's.
  expect(asked(hosted, CHECKS)).toBe(20);
  const known = await hosted.store.publications.find(`run/${run.id}`);
  expect(known?.state.refused?.words).toBe(
    'GitHub refused (403): Repository was archived so is read-only. Unarchive the repository.',
  );
  expect(hosted.troubles.at(-1)).toMatch(/is not offered again until something changes there/);
  const sha = run.sha ?? '';
  const { repository: at } = hostedAt(hosted.world);
  const remark: Message = {
    type: 'remark',
    repository: at,
    run: run.id,
    sha,
    about: 'a',
    text: 'b',
  };
  await hosted.store.commit([messageChange('m', remark, hosted.time.now())]);
  await publishFor(hosted, 6);
  expect(asked(hosted, CHECKS)).toBe(21);
  repository.archive(false);
  await publishFor(hosted, 6);
  expect(asked(hosted, CHECKS)).toBe(21);
  await again(hosted, { installation });
  await publishFor(hosted, 1);
  expect(repository.checkRuns(sha).map(({ conclusion }) => conclusion)).toEqual([
    'success',
    'success',
  ]);
  expect((await hosted.store.publications.find(`run/${run.id}`))?.state.refused).toBeNull();
});

/** A pull request at the head of `x`, and a run of it. */
async function pulled(hosted: Hosted) {
  const { world } = hosted;
  const sha = await world.repository.commit({ branch: 'x', files: { 'a.txt': 'a' } });
  const pull = await world.github.user('octocat').openPull(world.repository, { head: 'x' });
  const at = { ...hostedAt(world), pull };
  const run = await hosted.start(aPlan([aStep('train')]), { sha, hosted: at });
  const { repository } = at;
  const trust = { trust: 'writer', reason: '' } as const;
  const verdict: Message = { type: 'verdict', repository, sha, pull, trust, started: [] };
  await hosted.store.commit([messageChange('v', verdict, hosted.time.now())]);
  return { run, pull, sha };
}

test('a locked conversation costs ten calls, and the commit’s check says why nothing is written there', async () => {
  const hosted = await openHosted();
  const { github, repository } = hosted.world;
  const { pull, sha } = await pulled(hosted);
  const octocat = github.user('octocat');
  await octocat.setLocked(repository, pull, true);
  await publishFor(hosted, 8);
  expect(asked(hosted, COMMENTS)).toBe(10);
  const summary = () =>
    repository.checkRuns(sha).find(({ name }) => name === 'mlpipelines')?.summary;
  expect(summary()).toContain(`The comment in #${pull} is out of date: `);
  expect(summary()).toContain('Unable to create comment because issue is locked');
  await octocat.setLocked(repository, pull, false);
  await again(hosted, { repository: repository.record.id });
  await publishFor(hosted, 1);
  expect(repository.comments(pull)).toHaveLength(1);
  expect(summary()).not.toContain('is out of date');
});

test('an answer to a command in a locked conversation is given up after ten tries', async () => {
  const hosted = await openHosted();
  const { github, repository } = hosted.world;
  const octocat = github.user('octocat');
  const issue = octocat.openIssue(repository, 'A question');
  await octocat.setLocked(repository, issue, true);
  const reply: Message = {
    type: 'reply',
    repository: hostedAt(hosted.world).repository,
    issue,
    text: 'x',
  };
  await hosted.store.commit([messageChange('r', reply, hosted.time.now())]);
  await publishFor(hosted, 8);
  expect(asked(hosted, COMMENTS)).toBe(10);
  expect(hosted.troubles.at(-1)).toMatch(/^r is not shown: .*issue is locked/);
});

test('an answer that GitHub’s limits held up is not given up at the first refusal', async () => {
  const hosted = await openHosted();
  const { world, store, time } = hosted;
  const { repository } = hostedAt(world);
  const issue = world.github.user('octocat').openIssue(world.repository, 'A question');
  const refuse = (status: number, headers: Record<string, string> = {}) =>
    Response.json({ message: 'no' }, { status, headers });
  let limited = 12;
  world.fault = async (request, send) => {
    if (request.method !== 'POST' || limited < 0) return send();
    limited -= 1;
    return limited < 0 ? refuse(403) : refuse(429, { 'retry-after': '60' });
  };
  const reply: Message = { type: 'reply', repository, issue, text: 'x' };
  await store.commit([messageChange('r', reply, time.now())]);
  await publishFor(hosted, 2);
  expect(limited).toBe(-1);
  expect(world.repository.comments(issue)).toHaveLength(1);
});
