import { describe, expect, test } from 'vitest';
import { begun, failed } from '../../support/script-host.ts';
import { aHeader, aStep, creation } from '../../support/rows.ts';
import { HEAD, PLACE } from '../open-plain-github.ts';
import { openConversation, type Given } from './open-conversation.ts';

const PIPELINE = `name: churn
on: { workflow_dispatch: {} }
steps:
  data: { run: echo data }
  train: { needs: [data], run: echo train }
`;
const here = { hosted: PLACE, sha: HEAD, startedAt: 1000 };
const over = { ...here, status: 'failed', endedAt: 2000 } as const;

/** A conversation about runs with these rows, newest last. */
async function about(
  runs: readonly Parameters<typeof aHeader>[0][],
  { rows = [], ...given }: Given & { readonly rows?: readonly ReturnType<typeof aStep>[] } = {},
) {
  const opened = await openConversation(given);
  for (const [n, part] of runs.entries()) {
    await opened.store.commit([
      creation(aHeader({ number: n + 1, createdAt: 1000 + n, ...part }), { steps: rows }),
    ]);
  }
  return opened;
}

/** Runs of `PIPELINE` that were started by commands. */
async function started(amount: number) {
  const opened = await openConversation({ files: { churn: PIPELINE } });
  opened.host.acts.set('train', () => [begun(), failed()]);
  for (let n = 0; n < amount; n += 1) await opened.say('/mlp run');
  return opened;
}

describe('/mlp status', () => {
  test('says of each run of the head how it stands, and what it waits for', async () => {
    const counts = { ...aHeader().counts, open: 2, approvals: 1 };
    const runs = [
      { ...over, counts: { ...counts, open: 0, approvals: 0 } },
      { ...here, sha: 'c'.repeat(40) },
      { ...here, attempt: 2, number: 1, counts: { ...counts, open: 1, approvals: 0 } },
      { ...here, pipeline: 'other', counts },
    ];
    const { say } = await about(runs, { deps: { pageOf: () => 'https://a.b' } });
    expect(await say('/mlp status')).toEqual({
      reaction: 'rocket',
      text: [
        '- [other #4](https://a.b): running, 2 steps to go, 1 of them waiting for approval',
        '- [churn #1.2](https://a.b): running, 1 step to go',
        '- [churn #1](https://a.b): failed',
      ].join('\n'),
    });
  });

  test('says where nothing has run, and where there is no head', async () => {
    expect(await (await about([])).say('/mlp status')).toEqual({
      reaction: 'rocket',
      text: 'Nothing has run for this commit.',
    });
    expect(await (await about([], { pull: null })).say('/mlp status')).toEqual({
      reaction: 'confused',
      text: "`/mlp status` works in an open pull request only: it is about the pull request's head.",
    });
  });
});

describe('/mlp logs', () => {
  test('says how the steps of the newest run ended that were tried, with their last line', async () => {
    const rows = [
      aStep('data', { state: 'over', result: 'success', attempt: 1 }),
      aStep('train', { state: 'running', attempt: 2, reason: 'goes on' }),
      aStep('deploy', { state: 'waiting' }),
    ];
    const { ask, store, runs } = await about([over, here], { rows });
    const [newest] = await runs();
    const of = { run: newest?.id ?? '', key: 'train', attempt: 2 };
    const log = { lines: 2, lastLine: 'epoch 2', lastAt: 1 };
    await store.commit([{ type: 'attempt.record', record: { ...of, type: 'log', log } }]);
    expect(await ask('/mlp logs')).toBe(
      'churn #2:\n- `data`: succeeded\n- `train`: running, `goes on` · `epoch 2`',
    );
    expect(await ask('/mlp logs data')).toBe('churn #2:\n- `data`: succeeded');
    expect(await ask('/mlp logs deploy')).toBe('No step `deploy` of churn #2 has run.');
  });

  test('says where none was, and shows at most fifty', async () => {
    expect(await (await about([])).say('/mlp logs')).toEqual({
      reaction: 'confused',
      text: 'Nothing has run for this commit.',
    });
    expect(await (await about([here])).ask('/mlp logs')).toBe('No step of churn #1 has run.');
    const rows = Array.from({ length: 60 }, (_, order) =>
      aStep(`s${order}`, { order, attempt: 1 }),
    );
    const { ask } = await about([here], { rows });
    expect((await ask('/mlp logs'))?.split('\n')).toHaveLength(51);
  });
});

describe('/mlp cancel', () => {
  test('ends what is open of the head, or the one run that is named, and says for whom', async () => {
    const { say, ask, runs, until } = await started(3);
    expect(await say('/mlp cancel #2')).toMatchObject({
      reaction: 'rocket',
      text: 'Cancelling churn #2.',
    });
    const asked = async () => (await runs()).map(({ cancel }) => cancel?.reason ?? null);
    expect(await asked()).toEqual([null, '/mlp cancel by cat', null]);
    const [, second] = await runs();
    expect(second?.cancel).toMatchObject({ by: 'cat', forced: false });
    expect(await ask('/mlp cancel #9')).toBe('No run is under way that could be cancelled.');
    expect(await ask('/mlp cancel')).toBe('Cancelling churn #3, churn #2, churn #1.');
    for (const { id } of await runs()) await until(id);
    expect(await ask('/mlp cancel 2')).toBe('No run is under way that could be cancelled.');
    expect(await say('/mlp cancel')).toMatchObject({ reaction: 'confused' });
  });

  test('outside of pull requests ends the one that is named alone', async () => {
    const { ask } = await about([here], { pull: null });
    expect(await ask('/mlp cancel')).toBe('No run is under way that could be cancelled.');
  });
});

describe('/mlp rerun', () => {
  test('runs again the newest run of the head that is over, or the one that is named', async () => {
    const { say, ask, runs, until, host } = await started(1);
    const none = 'There is no such run that has ended. Name one that has: `/mlp rerun failed #12`.';
    expect(await say('/mlp rerun')).toEqual({ reaction: 'confused', text: none });
    const [first] = await runs();
    await until(first?.id ?? '');
    host.acts.set('data', () => []);
    await say('/mlp run');
    const [second] = await runs();
    await until(second?.id ?? '', ({ counts }) => counts.live === 1);
    expect(await ask('/mlp rerun #9')).toBe(none);
    expect(await ask('/mlp rerun #2')).toBe(none);
    expect(await say('/mlp rerun')).toMatchObject({
      reaction: 'rocket',
      text: 'churn #1.2 started.',
    });
    expect((await runs())[0]).toMatchObject({
      trigger: 'command',
      actor: 'cat',
      rerunOf: first?.id,
      options: { deploy: false },
    });
    expect(await ask('/mlp rerun failed #1.1')).toBe('churn #1.3 started.');
    expect(await ask('/mlp rerun all 1.1')).toBe('churn #1.4 started.');
  });

  test('runs again what is asked for: what failed, all of it, or from a step on', async () => {
    const { ask, store, runs, until } = await started(1);
    await until((await runs())[0]?.id ?? '');
    const taken = async (text: string) => {
      expect(await ask(text)).toContain('started');
      const rows = await store.runs.load((await runs())[0]?.id ?? '');
      return rows?.steps.filter(({ takenFrom }) => takenFrom !== null).map(({ key }) => key);
    };
    expect(await taken('/mlp rerun #1.1')).toEqual(['data']);
    expect(await taken('/mlp rerun failed #1.1')).toEqual(['data']);
    expect(await taken('/mlp rerun all #1.1')).toEqual([]);
    expect(await taken('/mlp rerun from=train #1.1')).toEqual(['data']);
    expect(await taken('/mlp rerun from=data #1.1')).toEqual([]);
  });

  test('is refused where that is not said in one way', async () => {
    const { ask } = await openConversation();
    for (const words of [
      'sideways',
      'failed all',
      'all from=data',
      'epochs=5',
      'from=a epochs=5',
    ]) {
      const text = await ask(`/mlp rerun ${words}`);
      expect(text).toBe('Write `/mlp rerun failed`, `all` or `from=step`.');
    }
  });

  test('is refused where the run may not, and where the check of its commit has no room', async () => {
    const { say, spend, runs, until } = await started(1);
    await until((await runs())[0]?.id ?? '');
    expect(await say('/mlp rerun from=nope')).toEqual({
      reaction: 'confused',
      text: 'Run #1 has no step nope. It has: data, train.',
    });
    await spend();
    expect(await say('/mlp rerun')).toMatchObject({
      reaction: 'confused',
      text: expect.stringMatching(/^The check of aaaaaaaaaa was restarted 20 times/),
    });
    expect(await runs()).toHaveLength(1);
  });

  test('is tried again where GitHub cannot be asked', async () => {
    const { say, until, runs, api } = await started(1);
    await until((await runs())[0]?.id ?? '');
    Object.assign(api, { readConfig: async () => Promise.reject(new Error('GitHub is away')) });
    await expect(say('/mlp rerun')).rejects.toThrow('GitHub is away');
  });

  test('without a number is about the newest that is over', async () => {
    const { ask, until, runs } = await started(2);
    for (const { id } of await runs()) await until(id);
    expect(await ask('/mlp rerun')).toBe('churn #2.2 started.');
    expect(await ask('/mlp rerun #1 #2')).toBe('churn #1.2 started.');
  });
});
