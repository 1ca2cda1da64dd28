import { expect, test } from 'vitest';
import { withDifferences } from '../../../app/runtime/baselines/with-differences.ts';
import type { MetricsSpec } from '../../../app/domain/plan.ts';
import type { Side } from '../../../app/reports/report/report.ts';
import { aPlan, aStep } from '../../support/build-plan.ts';
import { openRuntime } from '../../support/open-runtime.ts';
import { begun, succeeded } from '../../support/script-host.ts';

const METRICS: MetricsSpec = {
  path: 'm.json',
  live: null,
  primary: 'auc',
  maximize: ['auc'],
  minimize: ['loss'],
};

/** Two real runs whose plans say otherwise of their metrics; gives why the first may not be compared with the second. */
async function otherwise(then: MetricsSpec, now: MetricsSpec): Promise<readonly string[]> {
  const { host, store, start, until } = await openRuntime();
  host.acts.set('evaluate', () => [begun(), succeeded({ metrics: { auc: 0.9, loss: 0.1 } })]);
  const runOf = async (metrics: MetricsSpec) => {
    const plan = aPlan([aStep('evaluate', { metrics })]);
    const { id } = await start(plan);
    await until(id);
    return { plan, rows: await store.runs.load(id) };
  };
  const [before, after] = [await runOf(then), await runOf(now)];
  if (before.rows === null || after.rows === null) throw new Error('A run is gone.');
  const [step] = after.plan.steps;
  if (step === undefined) throw new Error('There is no step.');
  const { header } = after.rows;
  const { id, sha, params } = before.rows.header;
  const side: Side = {
    name: 'main',
    is: 'merge-base',
    version: null,
    run: { id, sha, number: '1', page: null, params },
    found: { type: 'measured', metrics: { auc: 0.9 } },
  };
  const deps = { store, changedFiles: { between: async () => null } };
  const sides = await withDifferences(deps, { header, plan: after.plan, step }, [side]);
  return sides[0]?.otherwise ?? [];
}

test('a goal that is turned round, and another primary metric, make two results no pair', async () => {
  expect(await otherwise(METRICS, METRICS)).toEqual([]);
  expect(await otherwise(METRICS, { ...METRICS, maximize: [], minimize: ['auc', 'loss'] })).toEqual(
    ['which way is better was turned round'],
  );
  expect(await otherwise(METRICS, { ...METRICS, primary: 'loss' })).toEqual([
    'the primary metric was auc',
  ]);
  // A new metric turns nothing round.
  expect(await otherwise(METRICS, { ...METRICS, maximize: ['auc', 'f1'] })).toEqual([]);
});
