import { describe, expect, test } from 'vitest';
import { whyNotPassed } from '../../../app/runtime/promotion/why-not-passed.ts';
import { aGate, aStep } from '../../support/build-plan.ts';
import { begun, failed, succeeded } from '../../support/script-host.ts';
import { openDeploys, planOf } from './open-deploys.ts';

/** The version of a run whose `judge` measures this; null: it fails, though the run goes on. */
async function versionOf(auc: number | null) {
  const { run, until, host, store } = await openDeploys();
  const metrics = { path: 'm.json', live: null, primary: null, maximize: [], minimize: [] };
  const judge = aStep('judge', { metrics, gates: [aGate('good')], continueOnError: true });
  host.acts.set('judge', () => [
    begun(),
    auc === null ? failed() : succeeded({ metrics: { auc } }),
  ]);
  const plan = planOf();
  const id = await run({ ...plan, steps: [...plan.steps, judge] });
  await until(id);
  const all = await store.registry.ofRun(id);
  const registered = all.find(({ version }) => version.model === 'churn');
  if (registered === undefined) throw new Error('nothing was registered');
  return { store, version: registered.version };
}

describe('the gates of a version that somebody wants an alias to point to', () => {
  test('passed where all of its run did', async () => {
    const { store, version } = await versionOf(0.9);
    expect(await whyNotPassed(store.runs, version)).toMatchObject({ type: 'passed' });
  });

  test.each([0.1, null])('did not where one rejected, or was never judged: %s', async (auc) => {
    const { store, version } = await versionOf(auc);
    expect(await whyNotPassed(store.runs, version)).toEqual({
      type: 'not-passed',
      why: 'The gates of `judge` did not pass in the run that registered `churn v1`',
    });
  });

  test('are not known where nothing is kept of its run', async () => {
    const { store, version } = await versionOf(0.9);
    expect(await whyNotPassed(store.runs, { ...version, run: 'gone' })).toEqual({
      type: 'not-passed',
      why: 'Nothing is kept any more of the run that registered `churn v1`',
    });
  });
});
