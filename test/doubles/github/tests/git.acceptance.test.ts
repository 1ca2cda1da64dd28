import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { clientOf, openTestGitHub } from '../testing/open-test-github.ts';

const run = promisify(execFile);
const ENVIRONMENT = {
  PATH: process.env['PATH'],
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_TERMINAL_PROMPT: '0',
  GIT_AUTHOR_NAME: 'ann',
  GIT_AUTHOR_EMAIL: 'ann@example.org',
  GIT_COMMITTER_NAME: 'ann',
  GIT_COMMITTER_EMAIL: 'ann@example.org',
};

async function scene() {
  const github = await openTestGitHub();
  const folder = await mkdtemp(join(tmpdir(), 'clone-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const repo = github.repository('acme/model', { private: true, collaborators: { ann: 'write' } });
  const first = await repo.commit({ files: { 'a.txt': 'a\n' } });
  const git = async (...args: string[]) => {
    const { stdout } = await run('git', ['-C', folder, ...args], { env: ENVIRONMENT });
    return stdout.trim();
  };
  return { github, folder, repo, first, git };
}

test('git clones, pushes and fetches with a token, and the API sees what was pushed', async () => {
  const { github, folder, repo, git } = await scene();
  const app = github.app({ permissions: { contents: 'write', pull_requests: 'write' } });
  const installation = app.install([repo]);
  await git('clone', '-q', repo.cloneUrl(github.user('ann').token()), '.');
  await git('checkout', '-q', '-b', 'topic');
  await writeFile(join(folder, 'a.txt'), 'changed\n');
  await git('commit', '-q', '-a', '-m', 'Change a');
  await git('push', '-q', 'origin', 'topic', 'HEAD:refs/tags/v1');
  const head = await git('rev-parse', 'HEAD');
  expect(await repo.sha('topic')).toBe(head);
  const kit = clientOf(github, app, installation);
  const at = { owner: 'acme', repo: 'model' };
  const { data } = await kit.rest.repos.getContent({ ...at, path: 'a.txt', ref: 'topic' });
  expect(data).toMatchObject({ encoding: 'base64', content: 'Y2hhbmdlZAo=\n' });
  const { data: pull } = await kit.rest.pulls.create({
    ...at,
    title: 't',
    head: 'topic',
    base: 'main',
  });
  await git('fetch', '-q', 'origin', `refs/pull/${pull.number}/merge`);
  expect(await git('log', '-1', '--format=%P', 'FETCH_HEAD')).toBe(`${await repo.sha()} ${head}`);
});

test('a private repository is not there for who cannot read it, and read-only for who cannot write', async () => {
  const { github, repo, git } = await scene();
  repo.collaborator('reader', 'read');
  const stranger = repo.cloneUrl(github.user('stranger').token());
  await expect(git('clone', '-q', repo.cloneUrl(), '.')).rejects.toThrow(/could not read Username/);
  await expect(git('clone', '-q', repo.cloneUrl('ghp_wrong'), '.')).rejects.toThrow(
    /Authentication/,
  );
  await expect(git('clone', '-q', stranger, '.')).rejects.toThrow(/not found/);
  await git('clone', '-q', repo.cloneUrl(github.user('reader').token()), '.');
  await expect(git('push', '-q', 'origin', 'HEAD:refs/heads/mine')).rejects.toThrow(/403/);
});

test('a token of an installation reads with contents, and no more than its repositories', async () => {
  const { github, repo, git } = await scene();
  const other = github.repository('acme/other', { private: true });
  await other.commit({ files: { 'x.txt': 'x' } });
  const app = github.app({ permissions: { contents: 'read' } });
  const installation = app.install('acme');
  const kit = clientOf(github, app);
  const { data } = await kit.rest.apps.createInstallationAccessToken({
    installation_id: installation,
    repository_ids: [repo.record.id],
  });
  await git('clone', '-q', repo.cloneUrl(data.token), 'mine');
  await expect(git('clone', '-q', other.cloneUrl(data.token), 'other')).rejects.toThrow(
    /not found/,
  );
  await expect(git('-C', 'mine', 'push', '-q', 'origin', 'HEAD:x')).rejects.toThrow(/403/);
});

test('a pull request from a fork brings its commits, but no check or run names it', async () => {
  const { github, folder, repo, git } = await scene();
  const fork = await repo.fork('eve');
  repo.collaborator('eve', 'read');
  const eve = github.user('eve');
  await git('clone', '-q', fork.cloneUrl(eve.token()), '.');
  await writeFile(join(folder, 'b.txt'), 'b\n');
  await git('add', 'b.txt');
  await git('commit', '-q', '-m', 'b');
  await git('push', '-q', 'origin', 'HEAD:refs/heads/topic');
  const number = await eve.openPull(repo, { head: 'topic', from: fork });
  const app = github.app({ permissions: { checks: 'write', pull_requests: 'read' } });
  const kit = clientOf(github, app, app.install([repo]));
  const at = { owner: 'acme', repo: 'model' };
  const { data: pull } = await kit.rest.pulls.get({ ...at, pull_number: number });
  expect(pull).toMatchObject({
    head: { label: 'eve:topic', repo: { fork: true } },
    mergeable: true,
  });
  const check = await kit.rest.checks.create({ ...at, name: 'x', head_sha: pull.head.sha });
  expect(check.data).toMatchObject({ pull_requests: [], head_sha: await fork.sha('topic') });
  const files = await kit.rest.pulls.listFiles({ ...at, pull_number: number });
  expect(files.data.map(({ filename, status }) => [filename, status])).toEqual([
    ['b.txt', 'added'],
  ]);
});

test('files of any name and depth survive the way through trees', async () => {
  const { repo, git, github, folder } = await scene();
  const files = { 'dir with space/ü/😀.txt': 'odd\n', 'x/y/z.txt': 'deep\n', 'x.txt': 'beside\n' };
  await repo.commit({ files });
  await repo.commit({ files: { 'x/y/z.txt': null, 'a.txt': 'still\n' } });
  await git('clone', '-q', repo.cloneUrl(github.user('ann').token()), '.');
  await git('fsck', '--strict');
  expect(await readFile(join(folder, 'dir with space/ü/😀.txt'), 'utf8')).toBe('odd\n');
  expect((await git('ls-files', '-z')).split('\0').filter(Boolean)).toEqual([
    'a.txt',
    'dir with space/ü/😀.txt',
    'x.txt',
  ]);
});
