import { expect, test } from 'vitest';
import { digestOf } from '../../../app/domain/digest.ts';
import type { BaselineRef } from '../../../app/domain/gate-spec.ts';
import { HotRun } from '../../../app/engine/state/hot-run.ts';
import { indexPlan } from '../../../app/engine/state/plan-index.ts';
import { baselinesOf } from '../../../app/runtime/baselines/baselines-of.ts';
import { ACCURACY } from '../../support/a-table.ts';
import { aBoundGate, aGate, aPlan, aRegressionGate, aStep } from '../../support/build-plan.ts';
import { aPlace } from '../../support/hosted.ts';
import { ManualClock } from '../../support/manual-clock.ts';
import { aHeader, aStep as aRow } from '../../support/rows.ts';

const ALIAS: BaselineRef = { type: 'alias', model: 'churn', alias: 'production' };
const FOUND = { type: 'none' } as const;

/** What the gates of `train` are held against, and what was asked for that. */
async function held(commits: readonly string[], key = 'train') {
  const merged = aRegressionGate('merged');
  if (merged.test.type !== 'baseline') throw new Error('it compares with nothing');
  const aliased = { ...merged, id: 'aliased', test: { ...merged.test, baseline: ALIAS } };
  const plan = aPlan([aStep('train', { gates: [aGate('least'), merged, aliased] })]);
  const header = aHeader({ hosted: aPlace(7) });
  const rows = { header, steps: [aRow('train')], attempts: [], timers: [] };
  const asked: unknown[] = [];
  const answer = async (...question: readonly unknown[]) => {
    asked.push(question);
    return FOUND;
  };
  const baselines = { behindAlias: answer, atCommits: answer };
  const store = { baselines: { ...baselines, inRun: answer, inRunBefore: answer } };
  const repository = { baseCommits: async () => commits };
  const clock = new ManualClock(5);
  const comparer = { known: async () => [] };
  const hot = HotRun.load(indexPlan(plan), rows);
  const found = await baselinesOf({ store, comparer, repository, clock }, hot, {
    key,
    metrics: {},
  });
  return { found, asked };
}

const BEHIND = ['churn', 'production', 'train', '7'];

test('a row is held against what its gates compare with, the nearest commit first, and nothing else', async () => {
  const { found, asked } = await held(['b', 'a']);
  expect(Object.keys(found)).toEqual(['merged', 'aliased']);
  const question = {
    pipeline: 'churn',
    commits: ['b', 'a'],
    stepId: 'train',
    key: 'train',
    now: 5,
  };
  expect(asked).toEqual([[question, ['7/writer', '7/protected']], BEHIND]);
});

test('without a commit to compare with nothing is looked for there', async () => {
  const { found, asked } = await held([]);
  expect(found).toEqual({ merged: { type: 'none' }, aliased: FOUND });
  expect(asked).toEqual([BEHIND]);
});

test('a row that is gone is held against nothing', async () => {
  expect(await held(['a'], 'gone')).toEqual({ found: {}, asked: [] });
});

test('a gate on slices is held against the slices that it means, and any other against none', async () => {
  const slices = {
    rows: ['a', 'b'].map((segment) => ({ by: { segment }, n: 9, metrics: { acc: 0.5, f1: 0.4 } })),
  };
  const found = { type: 'found', run: 'r0', metrics: { acc: 0.8 }, slices } as const;
  const answer = async () => found;
  const reads = { behindAlias: answer, atCommits: answer, inRun: answer, inRunBefore: answer };
  const whole = { ...aRegressionGate('whole'), metric: 'acc' };
  const part = { ...whole, id: 'part', slice: { by: { segment: 'b' }, minN: 0 } };
  const plan = aPlan([aStep('train', { gates: [whole, part] })]);
  const rows = { header: aHeader(), steps: [aRow('train')], attempts: [], timers: [] };
  const deps = {
    store: { baselines: reads },
    comparer: { known: async () => [] },
    repository: { baseCommits: async () => ['a'] },
    clock: new ManualClock(5),
  };
  const hot = HotRun.load(indexPlan(plan), rows);
  const { slices: _, ...rest } = found;
  expect(await baselinesOf(deps, hot, { key: 'train', metrics: {}, slices })).toEqual({
    whole: rest,
    part: { ...rest, slices: { rows: [{ by: { segment: 'b' }, n: 9, metrics: { acc: 0.5 } }] } },
  });
});

test('gates that ask the same of the same examples ask once', async () => {
  const [now, before] = ['now', 'before'].map(
    (text) => ({ digest: digestOf(text), size: 1, rows: 1, format: 'csv' }) as const,
  );
  const found = { type: 'found', run: 'r0', metrics: { acc: 0.8 }, examples: before! } as const;
  const answer = async () => found;
  const reads = { behindAlias: answer, atCommits: answer, inRun: answer, inRunBefore: answer };
  const gates = ['a', 'b', 'c'].map((id) => aBoundGate(id));
  const plan = aPlan([aStep('train', { gates, report: { compare: [], examples: ACCURACY } })]);
  const rows = { header: aHeader(), steps: [aRow('train')], attempts: [], timers: [] };
  let asked = 0;
  const held = await baselinesOf(
    {
      store: { baselines: reads },
      comparer: {
        known: async () => {
          asked += 1;
          return [null];
        },
      },
      repository: { baseCommits: async () => ['a'] },
      clock: new ManualClock(5),
    },
    HotRun.load(indexPlan(plan), rows),
    { key: 'train', metrics: {}, examples: now! },
  );
  const waiting = { ...found, comparison: { type: 'under-way' } };
  expect(Object.values(held)).toEqual([waiting, waiting, waiting]);
  expect(asked).toBe(1);
});
