import { describe, expect, test } from 'vitest';
import type { JsonMap } from '../../../app/domain/json.ts';
import type { GroupPull } from '../../../app/github/reads/api-port.ts';
import { aPlan, aRequest, aStep } from '../../support/build-plan.ts';
import {
  ADA,
  CAT,
  HEAD,
  messagesIn,
  openPlainGitHub,
  PLACE,
  type PlainGitHub,
} from '../open-plain-github.ts';

const QUEUED = 'e'.repeat(40);
const BASE = 'b'.repeat(40);
const REF = 'refs/heads/gh-readonly-queue/main/pr-7-abc';
const FILES = { churn: 'name: churn\non: { merge_group: {} }\nsteps: { train: { run: echo } }\n' };
const pull = (number: number, part: Partial<GroupPull> = {}): GroupPull => ({
  number,
  headSha: HEAD,
  isFork: false,
  ...part,
});

const group = (part: JsonMap = {}, base = 'main'): JsonMap => ({
  action: 'checks_requested',
  installation: { id: 1 },
  repository: { id: 7, name: 'churn-7', owner: { login: 'acme' }, default_branch: 'main' },
  sender: { id: 1, login: 'ada', type: 'User' },
  merge_group: {
    head_sha: QUEUED,
    head_ref: REF,
    base_sha: BASE,
    base_ref: `refs/heads/${base}`,
  },
  ...part,
});

function opened(pulls: readonly GroupPull[] | 'no-queue' | 'not-seen', given: PlainGitHub = {}) {
  const api = { pullsOfGroup: async () => pulls, ...given.api };
  return openPlainGitHub({ files: FILES, ...given, api });
}

describe('a group of a merge queue', () => {
  test('runs what it starts, trusted as far as all who pushed its pull requests', async () => {
    const { heard, runs } = await opened([pull(7), pull(9)]);
    expect(messagesIn(await heard('merge_group', group()))).toMatchObject([
      {
        type: 'verdict',
        sha: QUEUED,
        pull: null,
        trust: {
          trust: 'writer',
          reason: 'it contains #7, #9, pushed by people with write access',
        },
        started: [{ type: 'started' }],
        demands: [{ source: 'group', base: 'main' }],
      },
    ]);
    expect(await runs()).toMatchObject([
      {
        sha: QUEUED,
        ref: REF,
        trigger: 'merge_group',
        actor: 'ada',
        hosted: { trust: 'writer', pull: null },
        github: {
          repository: 'acme/churn-7',
          base_ref: 'main',
          ref_type: 'branch',
          event: { merge_group: { head_sha: QUEUED, base_ref: 'refs/heads/main' } },
        },
      },
    ]);
  });

  test('with a pull request that nobody answers for is barred, and says who could and how', async () => {
    for (const odd of [pull(9, { isFork: true }), pull(9, { headSha: 'c'.repeat(40) })]) {
      const { heard, runs } = await opened([pull(7), odd]);
      const [told] = messagesIn(await heard('merge_group', group()));
      expect(told).toMatchObject({ trust: { trust: 'untrusted' }, started: [{ type: 'barred' }] });
      expect(told).toHaveProperty(
        'trust.reason',
        expect.stringMatching(
          `^#9 is in this group, and .* comment /mlp ok ${odd.headSha} in #9, and queue it again.$`,
        ),
      );
      expect(await runs()).toEqual([]);
    }
  });

  test('of which one was let run runs as that did: without secrets', async () => {
    const let_ = 'c'.repeat(40);
    const { heard, runs, runtime } = await opened([pull(9, { headSha: let_ }), pull(7)]);
    const hosted = { ...PLACE, trust: 'untrusted' } as const;
    const request = aRequest({ ...(await runtime.allot(7)), sha: let_, hosted });
    await runtime.start(aPlan([aStep('train')]), request);
    const [told] = messagesIn(await heard('merge_group', group()));
    expect(told).toMatchObject({
      trust: { trust: 'untrusted', reason: expect.stringMatching(/^#9 is in this group, and/) },
      started: [{ type: 'started' }],
    });
    const found = (await runs()).find(({ sha }) => sha === QUEUED);
    expect(found?.hosted?.trust).toBe('untrusted');
    // A run of that head by somebody who may write says nothing.
    const trusted = await opened([pull(9, { headSha: let_ })]);
    const ran = aRequest({ ...(await trusted.runtime.allot(7)), sha: let_, hosted: PLACE });
    await trusted.runtime.start(aPlan([aStep('train')]), ran);
    const [barred] = messagesIn(await trusted.heard('merge_group', group()));
    expect(barred).toMatchObject({ started: [{ type: 'barred' }] });
  });

  test('asks about each person once', async () => {
    const asked: (number | null)[] = [];
    const permission: NonNullable<PlainGitHub['api']>['permission'] = async (_, { id }) => {
      asked.push(id);
      return 'write';
    };
    const other = 'c'.repeat(40);
    const pulls = [pull(7), pull(8), pull(9, { headSha: other })];
    const { heard, store } = await opened(pulls, { api: { permission } });
    await store.commit([{ type: 'head.pushed', repository: 7, sha: other, by: CAT, at: 1 }]);
    await heard('merge_group', group());
    expect(asked).toEqual([ADA.id, CAT.id]);
  });

  test('that GitHub does not show yet is asked for a minute, then barred', async () => {
    const { heard, runs } = await opened('not-seen');
    for (const tries of [1, 5]) {
      await expect(heard('merge_group', group(), { tries })).rejects.toThrow(
        `GitHub does not say yet which pull requests are in the merge group ${QUEUED}`,
      );
    }
    expect(messagesIn(await heard('merge_group', group(), { tries: 6 }))).toMatchObject([
      {
        trust: { reason: 'GitHub’s merge queue for main has no group at this commit' },
        started: [{ type: 'barred' }],
      },
    ]);
    expect(await runs()).toEqual([]);
  });

  test('of a branch without a queue, or of a repository that is gone, is nothing', async () => {
    expect(await (await opened('no-queue')).heard('merge_group', group())).toEqual([]);
    const gone = await opened([pull(7)], { config: null });
    expect(await gone.heard('merge_group', group())).toEqual([]);
  });

  test('in a repository without pipelines has a check that says so', async () => {
    const { heard } = await opened([pull(7)], { files: {} });
    const [told] = messagesIn(await heard('merge_group', group()));
    expect(told).toMatchObject({ trust: { reason: 'there are no pipelines' }, started: [] });
    const granted = await opened([pull(7)], { files: {}, granting: FILES });
    const [other] = messagesIn(await granted.heard('merge_group', group()));
    expect(other).toMatchObject({ trust: { trust: 'writer' } });
    const fresh = await opened([pull(7)], { granting: {} });
    await fresh.heard('merge_group', group());
    expect(await fresh.runs()).toHaveLength(1);
  });

  test('into another branch is granted what that grants', async () => {
    const { heard, asked } = await opened([pull(7)]);
    await heard('merge_group', group({}, 'dev'));
    expect(asked).toEqual([`${QUEUED} into dev`]);
  });

  test('has what was answered for its pull requests into the same branch answered for', async () => {
    const { heard, store } = await opened([pull(7)]);
    const said = { repository: 7, sha: HEAD, by: 'cat', byId: CAT.id, reason: 'x', at: 1 };
    await store.commit(
      [
        { ...said, pipeline: 'churn', base: 'main' },
        { ...said, pipeline: 'ltv', base: 'dev' },
      ].map((override) => ({ type: 'override.add', override }) as const),
    );
    await heard('merge_group', group());
    const answered = await store.provenance.overridesAt(7, QUEUED);
    expect(answered.map(({ pipeline }) => pipeline)).toEqual(['churn']);
  });
});

test('what runs for a group that was dropped ends, and not what runs for one that was merged', async () => {
  const { heard, runs, runtime } = await opened([pull(7)]);
  await heard('merge_group', group());
  const allotted = await runtime.allot(7);
  const request = aRequest({ ...allotted, sha: QUEUED, hosted: PLACE, ref: 'refs/heads/main' });
  await runtime.start(aPlan([aStep('train')]), request);
  const cancelled = async () =>
    (await runs()).filter(({ cancel }) => cancel !== null).map(({ ref, cancel }) => [ref, cancel]);
  await heard('merge_group', group({ action: 'destroyed', reason: 'merged' }));
  expect(await cancelled()).toEqual([]);
  await heard('merge_group', group({ action: 'destroyed', reason: 'dequeued' }));
  expect(await cancelled()).toMatchObject([
    [REF, { by: 'ada', reason: 'the merge queue dropped this group', forced: false }],
  ]);
});
