import { openCompiler } from '../../../app/triggers/compiling/compiler.ts';
import { expect, test } from 'vitest';
import { openInstallationClients } from '../../../app/github/client/installation-clients.ts';
import { octokitApi } from '../../../app/github/reads/octokit-api.ts';
import { openTestGitHub } from '../../doubles/github/testing/open-test-github.ts';
import { realClock } from '../../support/real-clock.ts';
import { openTestIngress } from '../open-ingress.ts';

const AT = { owner: 'acme', name: 'model' };
const PIPELINE = `name: churn
on: { push: { branches: [release] } }
steps:
  deploy: { approval: { environment: production, reviewers: [cat, dan, kit], count: 2 }, run: echo deploy }
`;

/** What GitHub says of people of a private repository that ada and cat may write to. */
async function openPeople() {
  const github = await openTestGitHub();
  const collaborators = { ada: 'write', cat: 'write' } as const;
  const model = github.repository('acme/model', { private: true, collaborators });
  const app = github.app({ permissions: { contents: 'read' } });
  const installation = app.install([model]);
  const identity = { appId: app.record.id, privateKey: app.record.privateKey };
  const parts = { app: identity, apiUrl: github.apiUrl, clock: realClock, counted: () => {} };
  const clients = openInstallationClients(parts);
  return { github, api: octokitApi(clients.of(installation).octokit, openCompiler()) };
}

test('somebody keeps their rights under a new name, and whoever takes the old one has none of them', async () => {
  const { github, api } = await openPeople();
  const ada = { ...github.user('ada').account };
  const seen = { id: ada.id, login: 'ada' };
  expect(await api.permission(AT, seen)).toBe('write');
  github.user('ada').rename('lovelace');
  expect(await api.permission(AT, seen)).toBe('write');
  expect(await api.loginOf(seen)).toBe('lovelace');
  const stranger = github.user('ada').account;
  expect(stranger.id).not.toBe(ada.id);
  expect(await api.permission(AT, seen)).toBe('write');
  expect(await api.permission(AT, stranger)).toBe('none');
  expect(await api.permission(AT, { id: null, login: 'cat' })).toBe('none');
  expect(await api.permission(AT, { id: 987_654, login: 'cat' })).toBe('none');
  expect(await api.loginOf({ id: 987_654, login: 'cat' })).toBeNull();
});

/** Ada's release waits for two approvals; a pull request shows it. */
async function waiting() {
  const test = await openTestIngress();
  const { github, repo, settle } = test;
  for (const login of ['cat', 'dan']) repo.collaborator(login, 'write');
  repo.protect('main');
  repo.protect('release', { approvals: 1 });
  await repo.commit({ files: { 'README.md': '' }, by: 'ada' });
  await repo.commit({ branch: 'release', files: { 'README.md': '1\n' }, by: 'ada' });
  const file = { '.mlpipelines/churn.yml': PIPELINE };
  await repo.commit({ files: file, by: 'ada' });
  await repo.commit({ branch: 'release', files: { ...file, 'a.py': '1\n' }, by: 'ada' });
  const pull = await github.user('ada').openPull(repo, { head: 'release' });
  await settle();
  const id = (await test.runs())[0]?.id ?? '';
  await test.until(id, ({ status }) => status === 'waiting');
  return {
    ...test,
    pull,
    id,
    deploy: async () => {
      await test.checked(id);
      return (await test.store.runs.load(id))?.steps[0];
    },
    say: async (login: string, text: string) => {
      await test.messages();
      github.user(login).comment(repo, pull, text);
      await settle();
      const told = await test.messages();
      return told.flatMap((one) => (one.type === 'reply' ? [one.text] : [])).join();
    },
    review: async (login: string, state: 'APPROVED' | 'CHANGES_REQUESTED') => {
      github.user(login).review(repo, pull, { state });
      await settle();
    },
  };
}

test('an approver who is called otherwise by now counts once, and takes back what they said before', async () => {
  const { github, review, deploy } = await waiting();
  const cat = github.user('cat').account.id;
  await review('cat', 'APPROVED');
  expect(await deploy()).toMatchObject({ approvals: [{ by: 'cat', byId: cat }] });
  github.user('cat').rename('kit');
  await review('kit', 'APPROVED');
  expect(await deploy()).toMatchObject({
    // Of two reviews in the same second either may be the one that is kept.
    approvals: [{ byId: cat }],
    reason: 'waits for 1 more approval',
  });
  await review('kit', 'CHANGES_REQUESTED');
  expect(await deploy()).toMatchObject({ approvals: [], reason: 'waits for 2 more approvals' });
});

test('whoever takes an approver’s name over can neither approve in their place nor take theirs back', async () => {
  const { github, review, deploy, say, repo } = await waiting();
  await review('cat', 'APPROVED');
  github.user('cat').rename('kit');
  expect(github.user('cat').account.id).not.toBe(github.user('kit').account.id);
  await review('cat', 'CHANGES_REQUESTED');
  expect(await deploy()).toMatchObject({ approvals: [{ by: 'cat' }] });
  expect(await say('cat', '/mlp approve #1')).toContain('`cat` has read access');
  // Another person indeed, once they may write.
  repo.collaborator('cat', 'write');
  await review('cat', 'APPROVED');
  expect((await deploy())?.approvals).toHaveLength(2);
  expect((await deploy())?.state).not.toBe('approval');
});

test('an author under a new name had a hand in the change all the same', async () => {
  const { github, deploy, say } = await waiting();
  github.user('ada').rename('kit');
  expect(await say('kit', '/mlp approve #1')).toContain('`kit` had a hand in this change');
  expect((await deploy())?.approvals).toEqual([]);
});

test('what somebody pushed stays theirs: it runs again under their new name though nobody has the old one', async () => {
  const { github, repo, runs, say, store } = await waiting();
  const sha = (await runs())[0]?.sha ?? '';
  const pusher = await store.provenance.pusherOf(repo.record.id, sha);
  expect(pusher).toMatchObject({ id: github.user('ada').account.id, login: 'ada' });
  await say('cat', '/mlp cancel #1');
  github.user('ada').rename('lovelace');
  expect(await say('cat', '/mlp rerun all #1')).toContain('started');
});
