import { describe, expect, test } from 'vitest';
import { begun, failed, succeeded } from '../../support/script-host.ts';
import { openTestIngress } from '../open-ingress.ts';

const PIPELINE = `name: churn
on: { pull_request: {}, command: [retrain], workflow_dispatch: {} }
params:
  epochs: { type: number, default: 3, minimum: 1 }
  backbone: { type: choice, options: [small, large], default: small }
steps:
  data: { run: echo data }
  train: { needs: [data], run: echo train }
`;
const FILE = '.mlpipelines/churn.yml';

/** A pull request by ada whose run ended: `train` failed. */
async function opened() {
  const test = await openTestIngress();
  const { repo, github, settle, host, runs, until, publish } = test;
  repo.protect('main');
  github.app({ slug: 'renovate' });
  host.acts.set('train', () => [begun(), failed()]);
  await repo.commit({ files: { [FILE]: PIPELINE }, by: 'ada' });
  await repo.commit({ branch: 'topic', files: { 'a.py': '1' }, by: 'ada' });
  const pull = await github.user('ada').openPull(repo, { head: 'topic' });
  await settle();
  const first = (await runs())[0]?.id;
  if (first === undefined) throw new Error('nothing was started');
  await until(first);
  await settle();
  await publish();
  return {
    ...test,
    pull,
    first,
    /** Comments, and gives the answer's text and the last reaction as GitHub shows them. */
    ask: async (login: string, text: string) => {
      const before = repo.comments(pull).length;
      const id = github.user(login).comment(repo, pull, text);
      await settle();
      await publish();
      const comments = repo.comments(pull);
      const answers = comments.slice(before).filter((comment) => comment.id !== id);
      const said = comments.find((comment) => comment.id === id);
      return {
        text: answers.map(({ body }) => body.split('\n').slice(1).join('\n')).join('\n---\n'),
        reactions: [...(said?.reactions.values() ?? [])].map(({ content }) => content),
      };
    },
  };
}

describe('a command', () => {
  test('that only looks is answered for whoever may read', async () => {
    const { ask } = await opened();
    expect((await ask('bob', '/mlp status')).text).toBe('- churn #1: failed');
    expect((await ask('bob', '/mlp plan')).text).toBe(
      '- churn: 2 steps\n  - data\n  - train after data',
    );
    expect((await ask('bob', '/mlp plan nope')).text).toBe(
      'There is no pipeline `nope` at this commit.',
    );
    expect((await ask('bob', '/mlp plan epochs=0')).text).toContain(
      'is below the minimum 1; write at least 1',
    );
    expect((await ask('bob', '/mlp logs')).text).toBe(
      'churn #1:\n- `data`: succeeded\n- `train`: failed, `exit code 1`',
    );
    expect((await ask('eve', '/mlp logs nope')).text).toBe('No step `nope` of churn #1 has run.');
    expect(await ask('eve', '/mlp help')).toMatchObject({ reactions: ['eyes', 'rocket'] });
  });

  test('that nobody can carry out says what to write instead', async () => {
    const { ask, runs } = await opened();
    expect(await ask('ada', '/mlp stauts')).toEqual({
      text: 'There is no command `/mlp stauts`; did you mean `/mlp status`?',
      reactions: ['eyes', 'confused'],
    });
    expect((await ask('ada', '/mlp frobnicate')).text).toContain('`/mlp help`');
    expect((await ask('ada', '/mlp run "')).text).toContain('opens a quote that nothing closes');
    expect((await ask('ada', '/mlp ok')).text).toContain('all 40 digits');
    expect((await ask('ada', '/mlp cancel')).text).toBe(
      'No run is under way that could be cancelled.',
    );
    expect((await ask('ada', '/mlp rerun from=nope')).text).toContain('It has: data, train.');
    expect((await ask('ada', '/mlp rerun sideways')).text).toContain('`/mlp rerun failed`');
    expect((await ask('ada', '/mlp rerun #9')).text).toContain('no such run that has ended');
    expect((await ask('ada', '/retrain epoch=4')).text).toContain('did you mean');
    expect((await ask('ada', '/retrain backbone=huge')).text).toContain(
      'write one of small, large',
    );
    expect((await ask('ada', '/mlp schedule pause churn')).text).toContain('no schedule');
    expect(await runs()).toHaveLength(1);
  });

  test('that changes something does it, and is refused to readers', async () => {
    const { ask, runs, host, until } = await opened();
    expect(await ask('bob', '/mlp rerun failed')).toMatchObject({
      reactions: ['eyes', 'confused'],
    });
    host.acts.set('train', () => [begun(), succeeded()]);
    expect((await ask('ada', '/mlp rerun failed')).text).toBe('churn #1.2 started.');
    expect((await until((await runs())[0]?.id ?? 'none')).status).toBe('succeeded');
    expect((await ask('ada', '/mlp rerun from=data #1.1')).text).toBe('churn #1.3 started.');
    expect((await ask('ada', '/retrain epochs=5')).text).toBe('- churn #2 started');
    expect((await runs())[0]).toMatchObject({ params: { epochs: 5 }, actor: 'ada' });
    expect((await ask('ada', '/mlp run churn epochs=6 backbone=large')).text).toBe(
      '- churn #3 started',
    );
    expect((await ask('ada', '/mlp status')).text).toContain('- churn #3: running, 2 steps to go');
    expect((await ask('ada', '/mlp cancel #3')).text).toBe('Cancelling churn #3.');
    expect((await runs())[0]?.cancel).toMatchObject({ by: 'ada' });
  });

  test('stands at the start of a line of a new comment by a person, and nowhere else', async () => {
    const { ask, github, repo, pull, settle, runs } = await opened();
    const silent = { text: '', reactions: [] };
    expect(await ask('ada', '```\n/retrain\n```')).toEqual(silent);
    expect(await ask('ada', '> /retrain\n\n    /retrain\n\ntry /retrain')).toEqual(silent);
    expect(await ask('ada', '<!-- /retrain -->\n/lgtm')).toEqual(silent);
    expect(await ask('renovate[bot]', '/retrain')).toEqual(silent);
    const id = github.user('ada').comment(repo, pull, 'fine');
    github.user('ada').editComment(repo, id, '/retrain');
    await settle();
    expect(await runs()).toHaveLength(1);
    const both = await ask('ada', '/mlp status\n/mlp frob\n/retrain');
    expect(both.text).toContain('- churn #1: failed\n\nThere is no command `/mlp frob`');
    expect(await runs()).toHaveLength(1);
  });
});
