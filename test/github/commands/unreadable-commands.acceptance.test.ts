import { expect, test } from 'vitest';
import { openTestIngress } from '../open-ingress.ts';

const PIPELINE = `name: churn
on: { command: [retrain], workflow_dispatch: {} }
params: { note: { type: string, default: none } }
steps: { train: { run: 'true' } }
`;

test('a declared command that cannot be read is answered with the reason; what no pipeline declares is left alone', async () => {
  const { repo, github, settle, publish, runs } = await openTestIngress();
  await repo.commit({ files: { '.mlpipelines/churn.yml': PIPELINE }, by: 'ada' });
  await repo.commit({ branch: 'topic', files: { 'a.py': '1' }, by: 'ada' });
  const pull = await github.user('ada').openPull(repo, { head: 'topic' });
  await settle();
  const ask = async (text: string) => {
    const before = repo.comments(pull).length;
    const id = github.user('ada').comment(repo, pull, text);
    await settle();
    await publish();
    const comments = repo.comments(pull);
    const said = comments.find((comment) => comment.id === id);
    return {
      reactions: [...(said?.reactions.values() ?? [])].map(({ content }) => content),
      text: comments
        .slice(before)
        .filter((comment) => comment.id !== id)
        .map(({ body }) => body)
        .join('\n'),
    };
  };
  for (const [comment, reason] of [
    ["/retrain note=it's", 'has a quote inside a word'],
    ['/retrain note="no end', 'opens a quote that nothing closes'],
    ['/retrain note=a note=b', '`note` is given twice'],
  ] as const) {
    const { reactions, text } = await ask(comment);
    expect(reactions).toEqual(['eyes', 'confused']);
    expect(text).toContain(`\`/retrain\`: `);
    expect(text).toContain(reason);
  }
  expect(await ask("/deploy it's")).toEqual({ reactions: [], text: '' });
  expect(await runs()).toHaveLength(0);
  expect((await ask('/retrain note=')).reactions).toEqual(['eyes', 'rocket']);
  expect(await runs()).toMatchObject([{ params: { note: '' } }]);
});
