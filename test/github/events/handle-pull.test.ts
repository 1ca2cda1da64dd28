import { describe, expect, test } from 'vitest';
import type { JsonMap } from '../../../app/domain/json.ts';
import { CAT, HEAD, MAIN, messagesIn, openPlainGitHub, PLACE } from '../open-plain-github.ts';

const OLD = 'c'.repeat(40);
const FILES = {
  churn: 'name: churn\non: { pull_request: {} }\nsteps: { train: { run: echo train } }\n',
};
const GATED = FILES.churn.replace(
  'echo train }',
  'echo train, metrics: m.json, gates: { auc: { metric: auc, op: ">=", value: 0.8 } } }',
);
const HEADS = { sha: HEAD, ref: 'topic', repo: { id: 7 } };

const pull = (action: string, part: JsonMap = {}, more: JsonMap = {}): JsonMap => ({
  action,
  installation: { id: 1 },
  repository: {
    id: 7,
    name: 'churn-7',
    owner: { login: 'acme' },
    default_branch: 'main',
    private: true,
  },
  sender: { id: 2, login: 'cat', type: 'User' },
  pull_request: {
    number: 7,
    user: { id: 1, login: 'ada', type: 'User' },
    head: HEADS,
    base: { ref: 'main', sha: 'b'.repeat(40) },
    ...part,
  },
  ...more,
});
const FORK = pull('opened', { head: { ...HEADS, repo: { id: 8 } } });
const moved = pull('synchronize', {}, { before: OLD });

describe('a pull request', () => {
  test.each([
    ['that is opened', pull('opened')],
    ['that is opened again', pull('reopened')],
    ['whose head is moved', moved],
    [
      'that merges into another branch now',
      pull('edited', {}, { changes: { base: { ref: { from: 'dev' } } } }),
    ],
  ])('%s starts its pipelines, trusted by who pushed its head', async (_, payload) => {
    const { heard, runs } = await openPlainGitHub({ files: FILES });
    const changes = await heard('pull_request', payload);
    expect(messagesIn(changes)).toMatchObject([
      {
        type: 'verdict',
        sha: HEAD,
        pull: 7,
        trust: { trust: 'writer' },
        started: [{ type: 'started' }],
        demands: [{ source: 'pull 7', base: 'main' }],
      },
    ]);
    expect(await runs()).toMatchObject([
      {
        trigger: 'pull_request',
        actor: 'cat',
        ref: 'refs/heads/topic',
        hosted: { trust: 'writer', pull: 7 },
        github: { repository: 'acme/churn-7', head_ref: 'topic', base_ref: 'main' },
      },
    ]);
    expect(changes).not.toContainEqual(expect.objectContaining({ topic: 'delivery' }));
  });

  test('into another branch than the default one is granted what that grants', async () => {
    const { heard, asked } = await openPlainGitHub({ files: FILES });
    await heard('pull_request', pull('opened', { base: { ref: 'dev', sha: MAIN } }));
    expect(asked).toEqual([`${HEAD} into dev`]);
  });

  test('is told which gates of the default branch it has to meet, though it takes them out', async () => {
    const { heard } = await openPlainGitHub({ files: FILES, granting: { churn: GATED } });
    const [told] = messagesIn(await heard('pull_request', pull('opened')));
    expect(told).toMatchObject({
      demands: [
        {
          source: 'pull 7',
          base: 'main',
          demands: [{ pipeline: 'churn', step: 'train', gates: [{ id: 'auc' }] }],
          changedSteps: [{ pipeline: 'churn', step: 'train' }],
        },
      ],
    });
  });

  test('from a fork is held back, whoever pushed what', async () => {
    const { heard, runs } = await openPlainGitHub({ files: FILES });
    const [told] = messagesIn(await heard('pull_request', FORK));
    expect(told).toMatchObject({ trust: { trust: 'untrusted' }, started: [{ type: 'held' }] });
    expect(await runs()).toEqual([]);
  });

  test('that was closed meanwhile, or whose repository is gone, starts nothing', async () => {
    const closed = { pull: { isOpen: false, headSha: HEAD } };
    const first = await openPlainGitHub({ files: FILES, config: closed });
    expect(await first.heard('pull_request', pull('opened'))).toEqual([]);
    const gone = await openPlainGitHub({ files: FILES, config: null });
    expect(await gone.heard('pull_request', pull('opened'))).toEqual([]);
    const open = await openPlainGitHub({
      files: FILES,
      config: { pull: { isOpen: true, headSha: OLD } },
    });
    expect(messagesIn(await open.heard('pull_request', pull('opened')))).toHaveLength(1);
  });

  test('in a repository without pipelines has a check that says so', async () => {
    const { heard } = await openPlainGitHub();
    expect(messagesIn(await heard('pull_request', pull('opened')))).toMatchObject([
      { type: 'verdict', started: [], trust: { reason: 'there are no pipelines' } },
    ]);
    const granted = await openPlainGitHub({ files: {}, granting: FILES });
    const [told] = messagesIn(await granted.heard('pull_request', pull('opened')));
    expect(told).toMatchObject({ trust: { trust: 'writer' } });
    const fresh = await openPlainGitHub({ files: FILES, granting: {} });
    await fresh.heard('pull_request', pull('opened'));
    expect(await fresh.runs()).toHaveLength(1);
  });

  test('that is unlocked is offered what GitHub refused there once more', async () => {
    const { heard, clock } = await openPlainGitHub();
    expect(await heard('pull_request', pull('unlocked'))).toEqual([
      { type: 'publication.again', repository: 7, installation: null, at: clock.now() },
    ]);
  });
});

describe('the head of a pull request', () => {
  const pushed = (
    changes: Awaited<ReturnType<Awaited<ReturnType<typeof openPlainGitHub>>['heard']>>,
  ) => changes.filter(({ type }) => type === 'head.pushed');

  test('was pushed by whoever moved it, and not by whoever opens it or has it on a fork', async () => {
    const { heard, clock, store } = await openPlainGitHub({ files: FILES });
    expect(pushed(await heard('pull_request', moved))).toEqual([
      { type: 'head.pushed', repository: 7, sha: HEAD, by: CAT, at: clock.now() },
    ]);
    expect(await store.provenance.pusherOf(7, HEAD)).toEqual(CAT);
    expect(pushed(await heard('pull_request', pull('opened'), { id: 'y' }))).toEqual([]);
    const fork = { ...FORK, action: 'synchronize' };
    expect(pushed(await heard('pull_request', fork, { id: 'z' }))).toEqual([]);
  });

  test('was pushed by whoever moved it though their push did not come', async () => {
    const { heard, runs } = await openPlainGitHub({ files: FILES, pusher: null });
    await heard('pull_request', moved);
    expect((await runs())[0]?.hosted?.trust).toBe('writer');
  });

  test('whose push did not come yet is waited for a minute, then told as untrusted and looked at again', async () => {
    const { heard, runs } = await openPlainGitHub({ files: FILES, pusher: null });
    for (const tries of [1, 5]) {
      await expect(heard('pull_request', pull('opened'), { tries })).rejects.toThrow(
        `the push of ${HEAD} has not come yet`,
      );
    }
    const changes = await heard('pull_request', pull('opened'), { tries: 6 });
    expect(messagesIn(changes)).toMatchObject([{ trust: { trust: 'untrusted' } }]);
    expect(changes).toMatchObject([
      { topic: 'notice' },
      { topic: 'delivery', item: { id: 'x again', repository: 7, installation: 1 } },
    ]);
    expect(await runs()).toEqual([]);
  });

  test('is looked at again until its push was seen, later each time, and never after two hours', async () => {
    const { heard, asked, clock } = await openPlainGitHub({ files: FILES, pusher: null });
    const waits: number[] = [];
    for (let id = 'x again'; ;) {
      const [change, ...others] = await heard('pull_request', pull('opened'), { id });
      if (change?.type !== 'queue.add') break;
      expect([change.topic, others]).toEqual(['delivery', []]);
      waits.push((change.item.at - clock.now()) / 60_000);
      ({ id } = change.item);
    }
    expect(waits).toEqual([2, 4, 8, 16, 32, 64]);
    expect(asked).toEqual([]);
  });

  test('that was seen since starts what it starts, unless there is a newer one', async () => {
    const stands = (headSha: string) => ({ pull: { isOpen: true, headSha } });
    const seen = await openPlainGitHub({ files: FILES, config: stands(HEAD) });
    await seen.heard('pull_request', pull('opened'), { id: 'x again' });
    expect(await seen.runs()).toHaveLength(1);
    const old = await openPlainGitHub({ files: FILES, config: stands(OLD) });
    expect(await old.heard('pull_request', pull('opened'), { id: 'x again' })).toEqual([]);
    const gone = await openPlainGitHub({ files: FILES });
    expect(await gone.heard('pull_request', pull('opened'), { id: 'x again' })).toEqual([]);
  });
});

describe('what was said of a head', () => {
  async function overridden(sha: string) {
    const opened = await openPlainGitHub({ files: FILES });
    const who = { by: 'cat', byId: CAT.id, reason: 'x', at: 1 };
    const override = { repository: 7, sha, pipeline: 'churn', base: 'main', ...who };
    await opened.store.commit([{ type: 'override.add', override }]);
    const left = async () => (await opened.store.provenance.overridesAt(7, sha)).length;
    return { ...opened, left };
  }

  test('ends when that is moved away, or its pull request is closed, and it is judged anew', async () => {
    const first = await overridden(OLD);
    const judged = messagesIn(await first.heard('pull_request', moved));
    expect(judged).toContainEqual({ type: 'judge', repository: PLACE.repository, sha: OLD });
    expect(await first.left()).toBe(0);
    const closed = await overridden(HEAD);
    expect(messagesIn(await closed.heard('pull_request', pull('closed')))).toMatchObject([
      { type: 'judge', sha: HEAD },
    ]);
    expect(await closed.left()).toBe(0);
  });

  test('outlasts what does not move it', async () => {
    const { heard, left } = await overridden(HEAD);
    await heard('pull_request', pull('opened'));
    await heard('pull_request', moved, { id: 'y' });
    expect(await left()).toBe(1);
  });
});

test('what runs for a pull request ends when that is closed, and nothing else', async () => {
  const { heard, runs } = await openPlainGitHub({ files: FILES });
  await heard('pull_request', pull('opened', { number: 9 }));
  await heard('pull_request', pull('closed', { number: 8 }), { id: 'y' });
  expect((await runs())[0]?.cancel).toBeNull();
  await heard('pull_request', pull('closed', { number: 9 }), { id: 'z' });
  expect((await runs())[0]?.cancel).toMatchObject({
    by: 'cat',
    reason: 'pull request #9 was closed',
    forced: false,
  });
});
