import { describe, expect, test } from 'vitest';
import type { JsonMap } from '../../../app/domain/json.ts';
import { scheduleId } from '../../../app/triggers/schedules/schedule.ts';
import {
  ADA,
  CAT,
  HEAD,
  MAIN,
  messagesIn,
  openPlainGitHub,
  type PlainGitHub,
} from '../open-plain-github.ts';

const BEFORE = 'b'.repeat(40);
const pipeline = (on: string, name = 'churn') =>
  `name: ${name}\non: ${on}\nsteps: { train: { run: echo train } }\n`;
const FILES = { churn: pipeline('{ push: { branches: [main, topic], tags: ["v*"] } }') };
const NIGHTLY = { churn: pipeline('{ push: {}, schedule: [{ cron: "0 3 * * *" }] }') };

const push = (part: JsonMap = {}): JsonMap => ({
  ref: 'refs/heads/topic',
  before: BEFORE,
  after: HEAD,
  installation: { id: 1 },
  repository: { id: 7, name: 'churn-7', owner: { login: 'acme' }, default_branch: 'main' },
  sender: { id: 1, login: 'ada', type: 'User' },
  ...part,
});
const ofMain = push({ ref: 'refs/heads/main', after: MAIN });

describe('a push', () => {
  test('starts what it starts, and says so in one message, with what a pull request of it would demand', async () => {
    const { heard, runs } = await openPlainGitHub({ files: FILES });
    const changes = await heard('push', push());
    expect(messagesIn(changes)).toMatchObject([
      {
        type: 'verdict',
        sha: HEAD,
        pull: null,
        started: [{ type: 'started' }],
        demands: [
          { source: 'push', base: null },
          { source: 'proposed', base: 'main' },
        ],
      },
    ]);
    expect(await runs()).toMatchObject([
      {
        trigger: 'push',
        ref: 'refs/heads/topic',
        sha: HEAD,
        actor: 'ada',
        hosted: { trust: 'writer', pull: null },
        github: { ref_type: 'branch', repository: 'acme/churn-7' },
      },
    ]);
  });

  test('to the default branch, or of a tag, proposes nothing', async () => {
    const { heard, runs } = await openPlainGitHub({ files: FILES });
    const tag = push({ ref: 'refs/tags/v1', head_commit: { id: HEAD } });
    for (const [id, payload] of [ofMain, tag].entries()) {
      const [told] = messagesIn(await heard('push', payload, { id: `${id}` }));
      expect(told).not.toHaveProperty('demands');
    }
    const found = (await runs()).map(({ ref, github }) => [ref, github['ref_type']]);
    expect(found).toHaveLength(2);
    expect(found).toContainEqual(['refs/heads/main', 'branch']);
    expect(found).toContainEqual(['refs/tags/v1', 'tag']);
  });

  test('to a branch that an administrator trusts stands in the audit', async () => {
    const trusted = { branch: 'topic', by: 'cat', byId: CAT.id, at: 1 };
    const trust = { type: 'branch.trust', repository: 7, branch: 'topic', trusted } as const;
    const { heard, runs, store } = await openPlainGitHub({ files: FILES });
    await store.commit([trust]);
    await heard('push', push());
    expect((await runs())[0]?.hosted?.trust).toBe('protected');
    const [audit] = await store.audits.list({ repository: 7, first: 'newest', limit: 1 });
    expect(audit).toMatchObject({
      actor: 'ada',
      actorId: ADA.id,
      asked: 'push to refs/heads/topic',
      decision: 'granted',
      sha: HEAD,
    });
  });

  test('into a protected branch is trusted unless it makes that, and held back of who may not write', async () => {
    const api: PlainGitHub['api'] = {
      protection: async (_, { branch, isNew }) =>
        branch === 'topic' && !isNew ? 'restricted' : 'none',
    };
    for (const [before, trust] of [
      [BEFORE, 'protected'],
      ['0'.repeat(40), 'writer'],
    ] as const) {
      const { heard, runs, store } = await openPlainGitHub({ files: FILES, api });
      await heard('push', push({ before }));
      expect((await runs())[0]?.hosted?.trust).toBe(trust);
      expect(await store.audits.list({ repository: 7, first: 'newest', limit: 1 })).toEqual([]);
    }
    const reader = await openPlainGitHub({ files: FILES, permissions: { ada: 'read' } });
    const [told] = messagesIn(await reader.heard('push', push()));
    expect(told).toMatchObject({ trust: { trust: 'untrusted' }, started: [{ type: 'held' }] });
    expect(await reader.runs()).toEqual([]);
  });

  test('may be the merge of a pull request that GitHub does not know yet: it is asked for a minute', async () => {
    const api = { protection: async () => 'reviewed' as const };
    const { heard, runs } = await openPlainGitHub({ files: FILES, api });
    for (const tries of [1, 5]) {
      await expect(heard('push', ofMain, { tries })).rejects.toThrow();
    }
    expect(await runs()).toEqual([]);
    await heard('push', ofMain, { tries: 6 });
    expect((await runs())[0]?.hosted?.trust).toBe('writer');
  });

  test('in a repository without pipelines, or one that is gone, says nothing', async () => {
    expect(await (await openPlainGitHub()).heard('push', push())).toEqual([]);
    expect(await (await openPlainGitHub({ config: null })).heard('push', push())).toEqual([]);
    // What the default branch demands is told where the commit has no file at all, too.
    const fresh = await openPlainGitHub({ files: FILES, granting: {} });
    await fresh.heard('push', push());
    expect(await fresh.runs()).toHaveLength(1);
    const granted = await openPlainGitHub({ files: {}, granting: FILES });
    expect(messagesIn(await granted.heard('push', push()))).toMatchObject([{ type: 'verdict' }]);
  });
});

describe('the default branch', () => {
  test('says when pipelines start, by its newest commit alone', async () => {
    const { heard, store } = await openPlainGitHub({ files: NIGHTLY });
    const kept = () => store.schedules.find(scheduleId({ id: 7 }, 'churn'));
    await heard('push', push({ after: MAIN }));
    await heard('push', push({ ref: 'refs/heads/main' }), { id: 'late' });
    expect(await kept()).toBeNull();
    await heard('push', ofMain, { id: 'main' });
    expect((await kept())?.state).toMatchObject({ repository: { defaultBranch: 'main' } });
  });

  test('has no schedule any more once it has no pipeline', async () => {
    const { heard, store } = await openPlainGitHub();
    const state = { pipeline: 'churn' };
    const about = { repository: 7, expected: null, nextAt: 1, state };
    await store.commit([{ type: 'schedule.save', id: '7/churn', ...about }]);
    await heard('push', ofMain);
    expect(await store.schedules.list(7)).toEqual([]);
  });

  test('says nothing of schedules by more files than are read', async () => {
    const many = Object.fromEntries(
      Array.from({ length: 201 }, (_, n) => [`p${n}`, pipeline('{ push: {} }', `p${n}`)]),
    );
    const { heard, store } = await openPlainGitHub({ files: many });
    const about = { repository: 7, expected: null, nextAt: 1, state: { pipeline: 'churn' } };
    await store.commit([{ type: 'schedule.save', id: '7/churn', ...about }]);
    await heard('push', ofMain);
    expect(await store.schedules.list(7)).toHaveLength(1);
  });
});

describe('what was overridden of changes into a branch', () => {
  const said = { repository: 7, sha: HEAD, base: 'main', by: 'cat', byId: CAT.id, reason: 'x' };

  async function overridden() {
    const opened = await openPlainGitHub({ files: FILES });
    const { store, clock, heard } = opened;
    const at = clock.now();
    await store.commit(
      ['churn', 'ltv'].map((name) => {
        return { type: 'override.add', override: { ...said, pipeline: name, at } } as const;
      }),
    );
    clock.advance(1000);
    const left = async () => (await store.provenance.overridesAt(7, HEAD)).length;
    const judged = async (payload: JsonMap, id = 'x') =>
      messagesIn(await heard('push', payload, { id })).filter(({ type }) => type === 'judge');
    return { ...opened, left, judged };
  }

  test('ends when that moves, or is deleted, and each commit is judged anew once', async () => {
    const first = await overridden();
    expect(await first.judged(ofMain)).toMatchObject([{ sha: HEAD }]);
    expect(await first.left()).toBe(0);
    const gone = await overridden();
    const deleted = push({ ref: 'refs/heads/main', after: '0'.repeat(40), deleted: true });
    expect(await gone.judged(deleted)).toHaveLength(1);
    expect([await gone.left(), await gone.runs()]).toEqual([0, []]);
    const ours = await overridden();
    const sender = { id: 9, login: 'mlpipelines[bot]', type: 'Bot' };
    expect(await ours.judged({ ...ofMain, sender })).toHaveLength(1);
    expect([await ours.left(), await ours.runs()]).toEqual([0, []]);
  });

  test('ends also where no pipeline is left', async () => {
    const { heard, store, clock } = await openPlainGitHub();
    const override = { ...said, pipeline: 'churn', at: clock.now() };
    await store.commit([{ type: 'override.add', override }]);
    clock.advance(1000);
    await heard('push', ofMain);
    expect(await store.provenance.overridesAt(7, HEAD)).toEqual([]);
  });

  test('outlasts pushes to other branches, tags of its name and groups of a queue', async () => {
    const { judged, left } = await overridden();
    const queue = 'refs/heads/gh-readonly-queue/main/pr-7-abc';
    for (const ref of ['refs/heads/topic', 'refs/tags/main', queue]) {
      expect(await judged(push({ ref, head_commit: { id: HEAD } }), ref)).toEqual([]);
    }
    expect(await left()).toBe(2);
  });
});
