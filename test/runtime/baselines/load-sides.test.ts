import { expect, onTestFinished, test } from 'vitest';
import type { BaselineRef } from '../../../app/domain/gate-spec.ts';
import type { RunHeader, StepRow } from '../../../app/domain/run/run.ts';
import { comparedWith, loadSides } from '../../../app/runtime/baselines/load-sides.ts';
import { openStore } from '../../../app/store/open-store.ts';
import { aGate, aRegressionGate, aStep } from '../../support/build-plan.ts';
import { freshFolder } from '../../support/fresh-folder.ts';
import { aPlace } from '../../support/hosted.ts';
import { ManualClock } from '../../support/manual-clock.ts';
import { aHeader, aModelVersion, aStep as aRow, creation } from '../../support/rows.ts';

const HOSTED = aPlace(7, { trust: 'protected' });
const MEASURED = { state: 'over', result: 'success', metrics: { auc: 0.7 } } as const;
const BASE: BaselineRef = { type: 'merge-base' };
const changedFiles = { between: async () => null };
const PRODUCTION: BaselineRef = { type: 'alias', model: 'churn', alias: 'production' };

const EVALUATE = aStep('evaluate');
const compare = (...refs: BaselineRef[]) => aStep('evaluate', { report: { compare: refs } });

/** A store, and what `evaluate` of a run is compared with in it. */
async function opened() {
  const store = await openStore({ sqliteFile: `${freshFolder()}/state.db` });
  onTestFinished(() => store.close());
  const clock = new ManualClock(5);
  const troubles: string[] = [];
  const keep = async (part: Partial<RunHeader>, steps: readonly StepRow[] = []) => {
    const header = aHeader({ hosted: HOSTED, ...part });
    await store.commit([creation(header, { steps: [...steps] })]);
    return header;
  };
  return {
    store,
    troubles,
    keep,
    /** Of a run that grew from `base`. */
    sides: (header: RunHeader, step = EVALUATE, commitsBefore = async () => ['base']) => {
      const pageOf = (run: string) => `https://mlp.example/runs/${run}`;
      const warn = (text: string) => void troubles.push(text);
      return loadSides({ store, clock, commitsBefore, pageOf, warn, changedFiles }, header, step);
    },
    /** Registers versions 1 and on, each measured by `metricsStep` with its number. */
    register: async (runs: readonly string[], metricsStep = 'evaluate', scope = '7') => {
      for (const [index, run] of runs.entries()) {
        const version = index + 1;
        const measured = { run, metricsStep, metrics: { auc: version } };
        const model = aModelVersion({ version, ...measured });
        await store.commit([{ type: 'model.register', version: model, scope }]);
      }
    },
    move: async (from: number | null, version: number, run: string, alias = 'production') => {
      const moved = { model: 'churn', alias, version, movedAt: version, movedBy: 'ci', run };
      await store.commit([{ type: 'alias.move', from, alias: moved, scope: '7' }]);
    },
  };
}

test('a run is compared with the one that its change grew from, by the name of the default branch', async () => {
  const { keep, sides } = await opened();
  const params = { epochs: 3 };
  const base = await keep({ sha: 'base', number: 3, params }, [aRow('evaluate', MEASURED)]);
  const at = { id: base.id, sha: 'base', number: '3', params };
  expect(await sides(aHeader({ hosted: HOSTED }))).toEqual([
    {
      name: 'main',
      is: 'merge-base',
      version: null,
      run: { ...at, page: `https://mlp.example/runs/${base.id}` },
      found: { type: 'measured', metrics: { auc: 0.7 } },
    },
  ]);
});

test('a run whose base nobody has measured yet waits for it, and one without any is told so', async () => {
  const { keep, sides } = await opened();
  const base = await keep({ sha: 'base' }, [aRow('evaluate', { state: 'running' })]);
  expect(await sides(aHeader({ hosted: HOSTED }))).toMatchObject([
    { run: { id: base.id }, found: { type: 'under-way' } },
  ]);
  const never = [{ run: null, found: { type: 'never' } }];
  expect(await sides(aHeader({ hosted: HOSTED }), aStep('other'))).toMatchObject(never);
});

test('where nobody says what a commit grew from, that is told, and no more', async () => {
  const { sides, troubles } = await opened();
  const found = await sides(aHeader({ hosted: HOSTED }), EVALUATE, async () => {
    throw new Error('no network');
  });
  expect(found).toMatchObject([{ name: 'main', run: null, found: { type: 'unknown' } }]);
  expect(troubles).toEqual(['a run is not compared: no network']);
});

test('on one machine what a change grew from has no name of a branch', async () => {
  const { sides } = await opened();
  expect(await sides(aHeader())).toMatchObject([{ name: 'merge-base' }]);
});

test('a run is compared with the version behind an alias, in the registry of its repository', async () => {
  const { sides, register, move, keep } = await opened();
  const [one, two] = [await keep({ sha: 'one' }), await keep({ sha: 'two' })];
  await register([one.id, two.id]);
  await register([one.id], 'evaluate', '8');
  await move(null, 2, two.id);
  await move(null, 1, one.id, 'staging');
  const step = compare(PRODUCTION, { ...PRODUCTION, alias: 'staging' });
  expect(await sides(aHeader({ hosted: HOSTED }), step)).toMatchObject([
    {
      name: 'churn@production',
      is: 'alias',
      version: 2,
      run: { id: two.id },
      found: { type: 'measured', metrics: { auc: 2 } },
    },
    { name: 'churn@staging', version: 1, run: { id: one.id } },
  ]);
  expect(await sides(aHeader({ hosted: aPlace(8) }), step)).toMatchObject([
    { version: null, run: null, found: { type: 'never' } },
    { version: null, run: null, found: { type: 'never' } },
  ]);
});

test('a version is compared with though its run is forgotten', async () => {
  const { sides, register, move } = await opened();
  await register(['forgotten']);
  await move(null, 1, 'forgotten');
  expect(await sides(aHeader({ hosted: HOSTED }), compare(PRODUCTION))).toMatchObject([
    { version: 1, run: null, found: { type: 'measured', metrics: { auc: 1 } } },
  ]);
});

test('a run that moved an alias is compared with where it stood before, however often it moved it', async () => {
  const { sides, register, move, keep } = await opened();
  const [one, two] = [await keep({ sha: 'one' }), await keep({ sha: 'two' })];
  await register([one.id, two.id, two.id]);
  await move(null, 1, one.id);
  await move(1, 2, two.id);
  // Another alias, moved meanwhile, says nothing of this one.
  await move(null, 1, one.id, 'staging');
  await move(2, 3, two.id);
  expect(await sides(two, compare(PRODUCTION))).toMatchObject([
    { name: 'churn@production', is: 'alias', version: 1, run: { id: one.id } },
  ]);
  const later = aHeader({ hosted: HOSTED });
  expect(await sides(later, compare(PRODUCTION))).toMatchObject([{ version: 3 }]);
  // Who was the first to move it left nothing behind.
  const first = { ...two, id: 'first' };
  await move(null, 2, first.id, 'fresh');
  expect(await sides(first, compare({ ...PRODUCTION, alias: 'fresh' }))).toMatchObject([
    { version: null, run: null, found: { type: 'never' } },
  ]);
});

test('a run whose moves of an alias another has moved on since is compared with the version behind it', async () => {
  const { sides, register, move, keep } = await opened();
  const [one, two] = [await keep({ sha: 'one' }), await keep({ sha: 'two' })];
  await register([one.id, two.id]);
  await move(null, 1, one.id);
  await move(1, 2, two.id);
  expect(await sides(one, compare(PRODUCTION))).toMatchObject([
    { version: 2, run: { id: two.id } },
  ]);
});

test('a run whose own version another run promoted is compared with what stood there before', async () => {
  const { sides, register, move, keep, store } = await opened();
  const [one, two] = [await keep({ sha: 'one' }), await keep({ sha: 'two' })];
  await register([one.id, two.id]);
  await move(null, 1, one.id);
  await move(1, 2, 'promotion');
  const step = compare(PRODUCTION);
  expect(await sides(two, step)).toMatchObject([{ version: 1, run: { id: one.id } }]);
  // One that made a version of that number of another model is compared with what stands there.
  const three = await keep({ sha: 'three' });
  for (const version of [1, 2]) {
    const key = `register ${version}`;
    const other = aModelVersion({ model: 'other', version, run: three.id, key });
    await store.commit([{ type: 'model.register', version: other, scope: '7' }]);
  }
  expect(await sides(three, step)).toMatchObject([{ version: 2, run: { id: two.id } }]);
  // So is one that registered what was there, which another run measured.
  const four = await keep({ sha: 'four' });
  const again = { type: 'model.register-again', run: four.id, key: 'register' } as const;
  await store.commit([{ ...again, version: { model: 'churn', version: 2 }, scope: '7' }]);
  expect(await store.registry.ofRun(four.id)).toHaveLength(1);
  expect(await sides(four, step)).toMatchObject([{ version: 2, run: { id: two.id } }]);
});

test('of a version that another step measured it is what this step measured in its run', async () => {
  const { sides, register, move, keep } = await opened();
  const one = await keep({ sha: 'one' }, [aRow('evaluate', MEASURED)]);
  const two = await keep({ sha: 'two' });
  await register([one.id, two.id], 'train');
  await move(null, 1, one.id);
  await move(1, 2, two.id);
  expect(await sides(two, compare(PRODUCTION))).toMatchObject([
    { version: 1, run: { id: one.id }, found: { type: 'measured', metrics: { auc: 0.7 } } },
  ]);
});

test('a step is compared with what its report names, else with its base and what its gates are held against', () => {
  const merged = aRegressionGate('merged');
  if (merged.test.type !== 'baseline') throw new Error('it compares with nothing');
  const aliased = { ...merged, test: { ...merged.test, baseline: PRODUCTION } };
  const gates = [aGate('least'), merged, aliased, { ...aliased, id: 'again' }];
  expect(comparedWith(aStep('evaluate', { gates }))).toEqual([BASE, PRODUCTION]);
  const report = { compare: [PRODUCTION] };
  expect(comparedWith(aStep('evaluate', { gates, report }))).toEqual([PRODUCTION]);
  const aliases = Array.from({ length: 5 }, (_, n) => ({ ...PRODUCTION, alias: `a${n}` }));
  expect(comparedWith(compare(...aliases))).toEqual(aliases.slice(0, 4));
});
