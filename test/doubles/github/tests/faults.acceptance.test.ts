import { expect, test } from 'vitest';
import { clientOfUser, openTestGitHub } from '../testing/open-test-github.ts';
import type { Fault } from '../http/faults/faults.ts';

async function scene() {
  const github = await openTestGitHub();
  const repo = github.repository('acme/model', { collaborators: { ann: 'write' } });
  const { issues, repos } = clientOfUser(github, 'ann').rest;
  const make = () => issues.create({ owner: 'acme', repo: 'model', title: 'x' });
  return { github, repo, repos, make };
}

const FAULTS: readonly (readonly [Fault['kind'], Fault, number])[] = [
  ['status', { kind: 'status', status: 502 }, 0],
  ['reset-before', { kind: 'reset-before' }, 0],
  ['reset-after', { kind: 'reset-after' }, 1],
];

test.each(FAULTS)(
  '%s: the client sees an error, and the work is or is not done',
  async (_, fault, done) => {
    const { github, repo, make } = await scene();
    github.faults.rule({ operationId: 'issues/create', times: 1, fault });
    await expect(make()).rejects.toThrow();
    expect(repo.record.issues.size).toBe(done);
    await make();
    expect(repo.record.issues.size).toBe(done + 1);
  },
);

test('a truncated answer is a success without a result, as octokit has it', async () => {
  const { github, repo, make } = await scene();
  github.faults.rule({ method: 'POST', after: 1, times: 1, fault: { kind: 'truncate' } });
  await make();
  const { status, data } = await make();
  expect([status, typeof data]).toEqual([201, 'string']);
  expect(repo.record.issues.size).toBe(2);
});

test('a hanging GitHub answers nobody who does not give up', async () => {
  const { github, repos } = await scene();
  github.faults.rule({ fault: { kind: 'hang' } });
  const request = { signal: AbortSignal.timeout(50) };
  await expect(repos.get({ owner: 'acme', repo: 'model', request })).rejects.toThrow();
  github.faults.clear();
  await repos.get({ owner: 'acme', repo: 'model' });
});

test('whoever watches hears of everything, installed or not', async () => {
  const { github, repo, make } = await scene();
  const heard: string[] = [];
  const stop = github.watch(({ event, action }) => heard.push(`${event}.${action}`));
  await repo.commit({ files: { 'a.txt': 'a' } });
  await make();
  stop();
  await make();
  expect(heard).toEqual(['push.null', 'create.null', 'issues.opened']);
});
