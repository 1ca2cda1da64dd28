import { expect, onTestFinished, test } from 'vitest';
import { digestOf, type Digest } from '../../../app/domain/digest.ts';
import type { BaselineRef } from '../../../app/domain/gate-spec.ts';
import type { PlanStep } from '../../../app/domain/plan.ts';
import type { RunHeader, StepRow } from '../../../app/domain/run/run.ts';
import { HotRun } from '../../../app/engine/state/hot-run.ts';
import { indexPlan } from '../../../app/engine/state/plan-index.ts';
import { baselinesOf } from '../../../app/runtime/gates/baselines-of.ts';
import { openStore } from '../../../app/store/open-store.ts';
import { ACCURACY } from '../../support/a-table.ts';
import { JUDGE, keptJudge, VERDICTS } from '../../support/a-judge.ts';
import { aBoundGate, aGate, aPlan, aRegressionGate, aStep } from '../../support/build-plan.ts';
import { freshFolder } from '../../support/fresh-folder.ts';
import { ManualClock } from '../../support/manual-clock.ts';
import { aHeader, aModelVersion, aStep as aRow, creation } from '../../support/rows.ts';

const ALIAS: BaselineRef = { type: 'alias', model: 'churn', alias: 'production' };
const MEASURED = { state: 'over', result: 'success' } as const;
const MODEL = digestOf('the model');

const merged = aRegressionGate('merged');
const aliased = () => {
  if (merged.test.type !== 'baseline') throw new Error('it compares with nothing');
  return { ...merged, id: 'aliased', test: { ...merged.test, baseline: ALIAS } };
};
const model = { type: 'model', path: 'm', optional: false } as const;
const TRAIN = aStep('train', { files: ['train.py'], outputs: { model } });
const input = { step: 'train', output: 'model', path: null, writable: false, optional: false };
const EVALUATE = aStep('evaluate', {
  files: ['evaluate.py'],
  inputs: { model: input },
  gates: [aGate('least'), merged, aliased()],
});

const ofModel = (model: string | undefined): Readonly<Record<string, string>> =>
  model === undefined ? {} : { 'input.model': model };

/** A store with runs in it, and what the gates of a step of another are held against. */
async function opened() {
  const store = await openStore({ sqliteFile: `${freshFolder()}/state.db` });
  onTestFinished(() => store.close());
  const clock = new ManualClock(5);
  const parts = async (run: string, key: string, of: Readonly<Record<string, string>>) => {
    const common = { pipeline: 'churn', at: 0, cacheKey: digestOf('k') };
    await store.commit([{ type: 'cache.parts', parts: { ...common, run, key, parts: of } }]);
  };
  let known = 0;
  return {
    store,
    /** A run that is over: `evaluate` measured this, in this way. */
    measure: async (
      part: Partial<RunHeader>,
      row: Partial<StepRow>,
      of: {
        readonly command?: string;
        readonly model?: string;
        readonly trained?: Digest;
        readonly others?: readonly StepRow[];
        readonly plan?: readonly PlanStep[];
      } = {},
    ): Promise<RunHeader> => {
      const header = aHeader({ sha: 'base', ...part });
      const trained = aRow('train', { ...MEASURED, cacheKey: of.trained ?? null });
      const steps = [
        trained,
        ...(of.others ?? []),
        aRow('evaluate', { ...MEASURED, metrics: { acc: 0.8 }, ...row }),
      ];
      const plan = aPlan(of.plan ?? [TRAIN, EVALUATE]);
      const digest = digestOf(header.id);
      await store.commit([
        { type: 'plan.save', digest, plan },
        creation({ ...header, plan: digest }, { steps }),
      ]);
      await parts(header.id, 'evaluate', { run: of.command ?? 'evaluate', ...ofModel(of.model) });
      return header;
    },
    register: async ({ id: run }: RunHeader, version: number, digest = MODEL) => {
      const artifact = { digest, ...model, size: 1, files: 1 };
      const measured = { metricsStep: 'evaluate', metrics: { acc: 0.8 }, artifact };
      const made = aModelVersion({ version, run, ...measured });
      await store.commit([{ type: 'model.register', version: made }]);
    },
    move: async ({ id: run }: RunHeader, from: number | null, version: number) => {
      const alias = { model: 'churn', alias: 'production', version, movedAt: version };
      await store.commit([{ type: 'alias.move', from, alias: { ...alias, movedBy: 'ci', run } }]);
    },
    held: async (
      given: {
        readonly header?: RunHeader;
        readonly step?: PlanStep;
        readonly key?: string;
        readonly model?: string;
        readonly commits?: readonly string[];
        readonly examples?: StepRow['examples'];
        readonly trained?: Digest;
        readonly others?: readonly StepRow[];
        readonly plan?: readonly PlanStep[];
      } = {},
    ) => {
      const {
        header = aHeader(),
        step = EVALUATE,
        commits = ['base'],
        examples,
        others = [],
      } = given;
      const trained = aRow('train', { ...MEASURED, cacheKey: given.trained ?? null });
      const rows = { header, steps: [trained, ...others, aRow(step.id)], attempts: [], timers: [] };
      await parts(header.id, step.id, { run: 'evaluate', ...ofModel(given.model) });
      const answer = async () => {
        known += 1;
        return [null];
      };
      const found = await baselinesOf(
        {
          store,
          comparer: { known: answer },
          repository: { baseCommits: async () => commits },
          clock,
          changedFiles: { between: async () => null },
        },
        HotRun.load(indexPlan(aPlan(given.plan ?? [TRAIN, step])), rows),
        {
          key: given.key ?? step.id,
          takenFrom: null,
          metrics: {},
          ...(examples !== undefined && { examples }),
        },
      );
      return { found, known };
    },
  };
}

test('a row is held against what its gates compare with, and nothing else', async () => {
  const { measure, register, move, held } = await opened();
  const run = await measure({}, {});
  const other = await measure({ sha: 'other' }, { metrics: { acc: 0.7 } });
  await register(other, 1);
  await move(other, null, 1);
  const { found } = await held();
  expect(found).toEqual({
    merged: { type: 'found', run: run.id, metrics: { acc: 0.8 } },
    aliased: { type: 'found', run: other.id, metrics: { acc: 0.7 } },
  });
});

test('without a commit to compare with, or an alias, there is nothing', async () => {
  const { measure, held } = await opened();
  await measure({}, {});
  const none = { type: 'none' };
  expect((await held({ commits: [] })).found).toEqual({ merged: none, aliased: none });
});

test('a row that is gone is held against nothing', async () => {
  expect((await (await opened()).held({ key: 'gone' })).found).toEqual({});
});

test('a gate on slices is held against the slices that it means, and any other against none', async () => {
  const slices = {
    rows: ['a', 'b'].map((segment) => ({ by: { segment }, n: 9, metrics: { acc: 0.5, f1: 0.4 } })),
  };
  const { measure, held } = await opened();
  const run = await measure({}, { slices });
  const part = { ...merged, id: 'part', metric: 'acc', slice: { by: { segment: 'b' }, minN: 0 } };
  const { found } = await held({ step: { ...EVALUATE, gates: [merged, part] } });
  const whole = { type: 'found', run: run.id, metrics: { acc: 0.8 } };
  expect(found).toEqual({
    merged: whole,
    part: { ...whole, slices: { rows: [{ by: { segment: 'b' }, n: 9, metrics: { acc: 0.5 } }] } },
  });
});
const TABLES = ['now', 'before'].map(
  (text) => ({ digest: digestOf(text), size: 1, rows: 1, format: 'csv' }) as const,
);

test('gates that ask the same of the same examples ask once', async () => {
  const [now, before] = TABLES;
  const gates = ['a', 'b', 'c'].map((id) => aBoundGate(id));
  const step = { ...EVALUATE, gates, report: { compare: [], examples: ACCURACY } };
  const { measure, held } = await opened();
  await measure({}, { examples: before! });
  const { found, known } = await held({ step, examples: now! });
  const comparisons = Object.values(found).map((one) => 'comparison' in one && one.comparison);
  expect(comparisons).toEqual([1, 2, 3].map(() => ({ type: 'under-way' })));
  expect(known).toBe(1);
});

test('what another command measured is said to be measured differently, and of the same model or not', async () => {
  const { measure, held } = await opened();
  const trained = digestOf('trained');
  await measure({}, {}, { command: 'other', trained });
  const merged = { otherwise: ['its command changed'] };
  expect((await held()).found).toMatchObject({ merged });
  expect((await held()).found['merged']).not.toHaveProperty('sameModel');
  expect((await held({ trained })).found).toMatchObject({ merged: { ...merged, sameModel: true } });
});

test('what another judge judged is measured differently, said once, and of the same model or not', async () => {
  const [now, before] = TABLES;
  const report = { compare: [], examples: VERDICTS, judge: JUDGE };
  const step = { ...EVALUATE, gates: [aBoundGate('merged')], report };
  const { measure, held } = await opened();
  const trained = digestOf('trained');
  const strict = { ...before!, judge: keptJudge({}, { prompt: 'Be strict.' }) };
  await measure({}, { examples: strict }, { trained });
  const examples = { ...now!, judge: keptJudge() };
  const { found, known } = await held({ step, examples });
  const otherwise = ['another judge: its model, prompt, temperature, seed or scale'];
  expect(found).toMatchObject({ merged: { otherwise } });
  expect(found['merged']).not.toHaveProperty('comparison');
  expect(found['merged']).not.toHaveProperty('sameModel');
  expect(known).toBe(0);
  const same = await held({ step, examples, trained });
  expect(same.found).toMatchObject({ merged: { otherwise, sameModel: true } });
  const strictNow = await held({ step, examples: { ...strict, digest: now!.digest } });
  expect(strictNow.found['merged']).not.toHaveProperty('otherwise');
});

test('it is the same model only if all that is given of it is, from where it came', async () => {
  const { measure, held } = await opened();
  const trained = digestOf('trained');
  const other = aStep('small', { outputs: { model } });
  const said = { type: 'file', path: 'p', optional: false } as const;
  const predict = aStep('predict', { inputs: { model: input }, outputs: { said } });
  const answers = { ...input, step: 'predict', output: 'said' };
  const evaluate = { ...EVALUATE, inputs: { model: input, answers } };
  const plan = [TRAIN, other, predict, evaluate];
  const rows = (of: string) => [
    aRow('small', { ...MEASURED, cacheKey: digestOf('small') }),
    aRow('predict', { ...MEASURED, cacheKey: digestOf(of) }),
  ];
  await measure({}, {}, { command: 'other', trained, others: rows('p'), plan });
  const now = async (steps: readonly PlanStep[], of = 'p', work = trained) =>
    (await held({ plan: steps, others: rows(of), trained: work })).found['merged'];
  expect(await now(plan)).toHaveProperty('sameModel', true);
  // Other predictions of the same model.
  expect(await now(plan, 'worse')).not.toHaveProperty('sameModel');
  // A model that was there before, in the place of the one that was judged.
  const elsewhere = { ...evaluate, inputs: { answers, model: { ...input, step: 'small' } } };
  expect(await now([TRAIN, other, predict, elsewhere])).not.toHaveProperty('sameModel');
  // One that is said to be no model any more, beside one that is.
  const both = { ...evaluate, inputs: { ...evaluate.inputs, small: { ...input, step: 'small' } } };
  const untyped = { ...TRAIN, outputs: { model: { ...model, type: 'file' as const } } };
  const bad = digestOf('trained badly');
  expect(await now([untyped, other, predict, both], 'p', bad)).not.toHaveProperty('sameModel');
});

test('the newest run that measured the very bytes in the same way answers for a version', async () => {
  const { measure, register, move, held } = await opened();
  const first = await measure({ sha: 'a' }, { metrics: { acc: 0.7 } }, { command: 'other' });
  await register(first, 1);
  await move(first, null, 1);
  const { found } = await held();
  expect(found['aliased']).toMatchObject({ run: first.id, otherwise: ['its command changed'] });
  const again = await measure({ sha: 'b' }, { examples: TABLES[1]! });
  await register(again, 2);
  const examples = { examples: TABLES[1] };
  const answer = { type: 'found', run: again.id, metrics: { acc: 0.8 } };
  expect((await held()).found['aliased']).toEqual({ ...answer, ...examples });
  // Other bytes are of another model, and what was measured differently is passed over.
  await register(await measure({ sha: 'c' }, {}), 3, digestOf('another model'));
  await register(await measure({ sha: 'd' }, {}, { command: 'other' }), 4);
  expect((await held()).found['aliased']).toMatchObject({ run: again.id });
});

test('a rerun is held against what stood behind the alias before its first attempt moved it', async () => {
  const { measure, register, move, held } = await opened();
  const before = await measure({ sha: 'a' }, { metrics: { acc: 0.7 } });
  await register(before, 1, digestOf('another model'));
  await move(before, null, 1);
  const first = await measure({ sha: 'b' }, {});
  await register(first, 2);
  await move(first, 1, 2);
  const rerun = aHeader({ attempt: 2, rerunOf: first.id });
  expect((await held({ header: rerun })).found['aliased']).toMatchObject({ run: before.id });
  expect((await held()).found['aliased']).toMatchObject({ run: first.id });
});

test('a gate that must be sure hears that nothing was trained in between; any other asks for nothing', async () => {
  const { measure, held } = await opened();
  await measure({}, {}, { model: 'a' });
  const step = { ...EVALUATE, gates: [merged, aBoundGate('sure')] };
  const { found } = await held({ step, model: 'a at model.txt' });
  expect(found['sure']).toMatchObject({ training: { type: 'same-model' } });
  expect(found['merged']).not.toHaveProperty('training');
  // Of a model that was trained anew nobody knows by how much that moves the metric.
  expect((await held({ step, model: 'b' })).found['sure']).not.toHaveProperty('training');
});
