import { expect, test } from 'vitest';
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
