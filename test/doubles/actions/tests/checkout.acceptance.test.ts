import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { openTestGitHub } from '../../github/testing/open-test-github.ts';
import { jobOf, runWorkflow } from '../testing/run-workflow.ts';

async function scene() {
  const github = await openTestGitHub();
  const repo = github.repository('acme/models', { private: true, collaborators: { ann: 'read' } });
  const first = await repo.commit({ files: { 'a.txt': 'first', 'sub/b.txt': 'b' } });
  const second = await repo.commit({ files: { 'a.txt': 'second' } });
  const token = github.user('ann').token();
  const run = (steps: string, change: { token?: string } = {}) => {
    const urls = { server: github.url, api: github.apiUrl, graphql: github.graphqlUrl };
    const issueToken = () => change.token ?? token;
    return runWorkflow(jobOf(steps), { order: { urls, sha: second, issueToken } });
  };
  return { github, repo, first, second, token, run };
}

/** Adds a repository as a submodule to another one, from a clone of its own. */
async function addSubmodule(to: string, url: string, path: string): Promise<void> {
  const cwd = mkdtempSync(join(tmpdir(), 'mlp-submodule-'));
  onTestFinished(() => rmSync(cwd, { recursive: true }));
  const git = (...args: string[]) => promisify(execFile)('git', args, { cwd });
  await git('clone', '--quiet', to, '.');
  await git('submodule', '--quiet', 'add', url, path);
  const by = ['-c', 'user.name=bea', '-c', 'user.email=bea@example.com'];
  await git(...by, 'commit', '--quiet', '-m', path);
  await git('push', '--quiet', 'origin', 'HEAD');
}

test('checkout without inputs gives the commit of the run on its branch, alone, even when the branch moved on', async () => {
  const { repo, second, run } = await scene();
  await repo.commit({ files: { 'a.txt': 'third' } });
  const done = await run(`
- id: it
  uses: actions/checkout@v5
- run: echo "$(cat a.txt) $(git branch --show-current) $(git rev-list --count HEAD) \${{ steps.it.outputs.commit }}"`);
  expect(done.conclusion).toBe('success');
  expect(done.lines('build')).toContain(`second main 1 ${second}`);
});

test('a commit, a depth, a folder and another repository can be asked for', async () => {
  const { github, first, run } = await scene();
  const other = github.repository('acme/other', { private: false });
  await other.commit({ files: { 'o.txt': 'other' } });
  const done = await run(`
- uses: actions/checkout@v4
  with: { ref: ${first}, path: here }
- uses: actions/checkout@v4
  with: { repository: acme/other, path: there }
- uses: actions/checkout@v4
  with: { fetch-depth: 0, path: whole }
- run: echo "$(cat here/a.txt) $(cat there/o.txt) $(git -C whole rev-list --count HEAD) <$(git -C here branch --show-current)>"`);
  expect(done.lines('build')).toContain('first other 2 <>');
});

test('submodules come when they are asked for, those within them by `recursive` alone, and no private one', async () => {
  const { github, repo, run } = await scene();
  const bea = github.user('bea').token();
  const options = { private: false, collaborators: { bea: 'write' } } as const;
  const inner = github.repository('acme/inner', options);
  await inner.commit({ files: { 'i.txt': 'inner' } });
  const lib = github.repository('acme/lib', options);
  await lib.commit({ files: { 'l.txt': 'lib' } });
  await addSubmodule(lib.cloneUrl(bea), '../inner.git', 'inner');
  repo.collaborator('bea', 'write');
  await addSubmodule(repo.cloneUrl(bea), '../lib.git', 'lib');
  const checkedOut = (submodules: string) =>
    run(`
- uses: actions/checkout@v5
  with: { ref: main, submodules: ${submodules}, persist-credentials: false }
- run: echo "<$(cat lib/l.txt) $(cat lib/inner/i.txt)>"`);
  expect((await checkedOut('recursive')).lines('build')).toContain('<lib inner>');
  expect((await checkedOut('true')).lines('build')).toContain('<lib >');
  expect((await checkedOut('false')).lines('build')).toContain('< >');
  const hidden = github.repository('acme/hidden', { ...options, private: true });
  await hidden.commit({ files: { 'h.txt': 'hidden' } });
  await addSubmodule(repo.cloneUrl(bea), '../hidden.git', 'hidden');
  const refused = await checkedOut('true');
  expect(refused.conclusion).toBe('failure');
  expect(refused.job('build').annotations.at(-1)?.message).toMatch(/'git .*submodule update/);
});

test('credentials stay for later steps unless told otherwise, never in the log, and are taken away at the end', async () => {
  const { token, run } = await scene();
  const done = await run(`
- uses: actions/checkout@v5
- run: git fetch --quiet origin main && git config --get-regexp extraheader
- uses: actions/checkout@v5
  with: { persist-credentials: false, path: clean }
- run: git -C clean config --get-regexp extraheader || echo none`);
  expect(done.conclusion).toBe('success');
  expect(done.lines('build')).toContain('none');
  expect(done.lines('build').join('\n')).toMatch(/extraheader AUTHORIZATION: basic \*\*\*$/m);
  expect(done.job('build').log).not.toContain(token);
  expect(done.job('build').log).not.toContain(
    Buffer.from(`x-access-token:${token}`).toString('base64'),
  );
});

test('a commit that is not there, and a token that may not read, fail the step and say what', async () => {
  const { run } = await scene();
  const missing = await run(`- uses: actions/checkout@v5\n  with: { ref: '${'0'.repeat(39)}1' }`);
  expect(missing.conclusion).toBe('failure');
  expect(missing.job('build').annotations.at(-1)?.message).toMatch(
    /could not fetch 0{39}1 of acme/,
  );
  const stranger = await run('- uses: actions/checkout@v5', { token: 'ghs_nobody' });
  expect(stranger.conclusion).toBe('failure');
  expect(stranger.lines('build').join('\n')).toMatch(/could not fetch refs\/heads\/main/);
});
