import { expect, test } from 'vitest';
import { openStory } from '../stories/open-story.ts';

const POLICY = 'overrides: ["@cat"]\n';

/** A pull request by ada whose run failed, in a repository that bob administers and where cat may override. */
async function failedPull() {
  const story = await openStory();
  const { github, repo, carryOut, note, change } = story;
  repo.collaborator('bob', 'admin').collaborator('dan', 'write');
  await repo.commit({ files: { '.github/mlpipelines.yml': POLICY }, by: 'ada' });
  const sha = await change('topic', '1');
  const pull = await github.user('ada').openPull(repo, { head: 'topic' });
  await carryOut('fails');
  await note('failed', sha);
  const ask = async (login: string, text: string) => {
    const before = repo.comments(pull).length;
    github.user(login).comment(repo, pull, text);
    await note(text, sha);
    const answers = repo.comments(pull).slice(before + 1);
    return answers.map(({ body }) => body).join('\n');
  };
  const check = (name = 'mlpipelines') =>
    repo.checkRuns(sha).findLast((each) => each.name === name);
  return { ...story, sha, pull, ask, check };
}

test('an administrator answers for a head that failed, and each word of it is kept', async () => {
  const { ask, check, store, repo, github, pull, sha } = await failedPull();
  expect(check()?.conclusion).toBe('failure');
  expect(await ask('bob', '/mlp override churn')).toContain('Name the pipeline, the commit');
  expect(await ask('bob', `/mlp override nope ${sha} reason="x"`)).toContain('no pipeline `nope`');
  expect(
    await ask('bob', `/mlp override churn ${sha} reason="the data of May is broken"`),
  ).toContain('overrides `churn`');
  expect(check()).toMatchObject({ conclusion: 'success', title: '1 overridden' });
  expect(check()?.summary).toMatch(/overridden by bob.* the data of May is broken/);
  const [audit] = await store.audits.list({
    repository: repo.record.id,
    first: 'newest',
    limit: 1,
  });
  expect(audit).toMatchObject({ actor: 'bob', decision: 'granted' });
  expect(audit?.asked).toContain('the data of May is broken');
  await github.user('ada').merge(repo, pull);
});

test('who is listed may, who only writes or had a hand in the change may not', async () => {
  const { ask, check, sha } = await failedPull();
  const command = `/mlp override churn ${sha} reason="it is well"`;
  expect(await ask('dan', command)).toContain('Administrators and `@cat` may override');
  expect(await ask('ada', command)).toContain('`ada` is none of them');
  expect(check()?.conclusion).toBe('failure');
  expect(await ask('cat', command)).toContain('overrides `churn`');
  expect(check()?.conclusion).toBe('success');
});

test('an administrator who wrote the change may not', async () => {
  const { ask, check, repo, sha } = await failedPull();
  repo.collaborator('ada', 'admin');
  expect(await ask('ada', `/mlp override churn ${sha} reason="mine"`)).toContain('contributed to');
  expect(check()?.conclusion).toBe('failure');
});

test('it ends when the branch moves that the change merges into, or the head', async () => {
  const { ask, check, repo, note, sha, change } = await failedPull();
  await ask('bob', `/mlp override churn ${sha} reason="once"`);
  expect(check()?.conclusion).toBe('success');
  await change('main', 'moved');
  await note('main moved', sha);
  expect(check()?.conclusion).toBe('failure');
  await ask('bob', `/mlp override churn ${sha} reason="again"`);
  expect(check()?.conclusion).toBe('success');
  const next = await change('topic', '2');
  await note('head moved', next);
  const newest = repo.checkRuns(next).findLast(({ name }) => name === 'mlpipelines');
  expect(newest?.conclusion ?? newest?.status).not.toBe('success');
});

test('it is for the commit that was named, and for the branch that it was said of', async () => {
  const { ask, check, repo, github, sha, pull, note, change, carryOut } = await failedPull();
  expect(await ask('bob', `/mlp override churn ${'0'.repeat(40)} reason="x"`)).toContain(
    'The head is',
  );
  await repo.commit({ branch: 'dev', files: { 'a.md': '1' }, by: 'ada' });
  await github.user('ada').setBase(repo, pull, 'dev');
  await carryOut('fails');
  await note('into dev', sha);
  await ask('bob', `/mlp override churn ${sha} reason="only for dev"`);
  expect(check()?.conclusion).toBe('success');
  await github.user('ada').setBase(repo, pull, 'main');
  await note('into main', sha);
  expect(check()?.conclusion).toBe('failure');
  await ask('bob', `/mlp override churn ${sha} reason="for main too"`);
  expect(check()?.conclusion).toBe('success');
  // Pushed over and back again: nobody has answered for it since.
  await change('topic', '2');
  await note('head moved', sha);
  expect(await repo.sha('topic')).not.toBe(sha);
  expect(check()?.conclusion).toBe('failure');
});
