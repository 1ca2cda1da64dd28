import { expect, test } from 'vitest';
import { openTestIngress } from '../open-ingress.ts';

test('a stranger who asks again and again is answered five times, then neither answered nor read', async () => {
  const { repo, github, settle, publish, store } = await openTestIngress();
  repo.protect('main');
  await repo.commit({ files: { 'README.md': '' }, by: 'ada' });
  await repo.commit({ branch: 'topic', files: { 'a.py': '1' }, by: 'ada' });
  const pull = await github.user('ada').openPull(repo, { head: 'topic' });
  await settle();
  const ask = async (login: string, text: string) => {
    const before = repo.comments(pull).length;
    const id = github.user(login).comment(repo, pull, text);
    const requests = github.requests().list().length;
    await settle();
    await publish();
    const said = repo.comments(pull).find((comment) => comment.id === id);
    return {
      replies: repo.comments(pull).length - before - 1,
      reactions: said?.reactions.size,
      requests: github.requests().list().length - requests,
    };
  };
  for (let asked = 0; asked < 5; asked += 1) {
    expect(await ask('eve', '/mlp run')).toMatchObject({ replies: 1, reactions: 2 });
  }
  // What they may do is asked, in case they may write by now, and nothing else.
  const ignored = { replies: 0, reactions: 0, requests: 1 };
  expect(await ask('eve', '/mlp run')).toEqual(ignored);
  expect(await ask('eve', '/mlp help')).toEqual(ignored);
  expect(await ask('bob', '/mlp help')).toMatchObject({ replies: 1 });
  expect(await ask('ada', '/mlp help')).toMatchObject({ replies: 1 });
  const known = await store.strangers.find(repo.record.id, github.user('eve').account.id);
  expect(known?.state).toMatchObject({ ignored: 2 });
  const audits = await store.audits.list({
    repository: repo.record.id,
    first: 'newest',
    limit: 100,
  });
  expect(audits.filter(({ actor }) => actor === 'eve')).toHaveLength(5);
  repo.collaborator('eve', 'write');
  expect(await ask('eve', '/mlp help')).toMatchObject({ replies: 1, reactions: 2 });
});
