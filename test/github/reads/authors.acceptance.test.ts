import { expect, test } from 'vitest';
import { clientOfUser } from '../../doubles/github/testing/open-test-github.ts';
import { openTestIngress } from '../open-ingress.ts';

const PIPELINE = `name: churn
on: { push: { branches: [release] } }
steps:
  deploy: { approval: { environment: production }, run: echo deploy }
`;

/** Ada's pull request into a protected branch, to which others with write push. */
async function proposed() {
  const test = await openTestIngress();
  const { github, repo, settle } = test;
  for (const login of ['cat', 'dan']) repo.collaborator(login, 'write');
  repo.protect('main');
  repo.protect('release', { approvals: 0 });
  await repo.commit({ files: { '.mlpipelines/churn.yml': PIPELINE }, by: 'ada' });
  await repo.commit({ branch: 'release', files: { 'README.md': '1\n' }, by: 'ada' });
  await repo.commit({ branch: 'topic', files: { 'a.py': '1\n' }, by: 'ada' });
  const pull = await github.user('ada').openPull(repo, { head: 'topic', base: 'release' });
  await settle();
  return { ...test, pull };
}

test('whoever pushed to a pull request had a hand in it, whatever name their commits bear', async () => {
  const { github, repo, settle, pull, runs, until, messages, store } = await proposed();
  const { rest } = clientOfUser(github, 'dan');
  const at = { owner: 'acme', repo: 'churn' };
  const head = await repo.sha('topic');
  const { data: known } = await rest.git.getCommit({ ...at, commit_sha: head });
  const { data: forged } = await rest.git.createCommit({
    ...at,
    message: 'Not by Dan',
    tree: known.tree.sha,
    parents: [head],
    author: known.author,
    committer: known.committer,
  });
  await rest.git.updateRef({ ...at, ref: 'heads/topic', sha: forged.sha });
  await repo.commit({ branch: 'topic', files: { 'b.py': '2\n' }, by: 'ada' });
  await settle();
  const merged = await github.user('cat').merge(repo, pull);
  await settle();
  const run = (await runs()).find(({ sha }) => sha === merged);
  await until(run?.id ?? '', ({ status }) => status === 'waiting');
  const say = async (login: string) => {
    await messages();
    github.user(login).comment(repo, pull, `/mlp approve #${run?.number}`);
    await settle();
    const told = await messages();
    return told.flatMap((one) => (one.type === 'reply' ? [one.text] : [])).join();
  };
  expect(await say('dan')).toContain('`dan` had a hand in this change');
  expect((await store.runs.load(run?.id ?? ''))?.steps[0]?.state).toBe('approval');
  expect(await say('cat')).toContain('`deploy` approved');
});

test('whoever pushes a merge made elsewhere had a hand in it, since it may hold more than what was proposed', async () => {
  const { github, repo, settle, pull, runs, until, messages } = await proposed();
  const { rest } = clientOfUser(github, 'dan');
  const at = { owner: 'acme', repo: 'churn' };
  const [base, head] = [await repo.sha('release'), await repo.sha('topic')];
  const evil = await repo.commit({ branch: 'evil', files: { 'a.py': 'steal()\n' }, by: 'ada' });
  const { data: named } = await rest.git.getCommit({ ...at, commit_sha: evil });
  const { tree, author, committer } = named;
  const merge = { message: 'Merge', tree: tree.sha, parents: [base, head], author, committer };
  const { data: merged } = await rest.git.createCommit({ ...at, ...merge });
  // GitHub takes a pull request for merged when its head comes into its base by whatever push.
  const [proposal] = repo.pulls();
  Object.assign(proposal?.pull ?? {}, { mergeSha: merged.sha, mergedAt: Date.now() });
  await rest.git.updateRef({ ...at, ref: 'heads/release', sha: merged.sha });
  Object.assign(proposal?.pull ?? {}, { mergeSha: merged.sha });
  await settle();
  const run = (await runs()).find(({ sha }) => sha === merged.sha);
  await until(run?.id ?? '', ({ status }) => status === 'waiting');
  await messages();
  github.user('dan').comment(repo, pull, `/mlp approve #${run?.number}`);
  await settle();
  expect(JSON.stringify(await messages())).toContain('`dan` had a hand in this change');
});
