import { expect, test } from 'vitest';
import type { Baseline } from '../../../app/domain/gate.ts';
import { aRegressionGate, aStep } from '../../support/build-plan.ts';
import { anOutcome, DrivenRun } from '../../support/drive-run.ts';

const UNDER_WAY: Baseline = { type: 'under-way', run: 'r0', number: 7 };
const MEASURED: Baseline = { type: 'found', run: 'r0', metrics: { auc: 0.9 } };
const REGRESS = aRegressionGate('regress');

/** Evaluated with this auc, while main is still being measured. */
function waiting(auc: number): DrivenRun {
  const run = DrivenRun.of([
    aStep('evaluate', { gates: [REGRESS] }),
    aStep('deploy', { needs: ['evaluate'] }),
  ]);
  const products = { ...anOutcome({}).products, metrics: { auc } };
  run.end('evaluate', { status: 'succeeded', products }, { baselines: { regress: UNDER_WAY } });
  return run;
}

function answer(run: DrivenRun, regress: Baseline): void {
  const baselines = { regress };
  run.send({ type: 'baselines.answered', at: run.tick(), key: 'evaluate', baselines });
}

test('work waits to be judged while its baseline is being measured, and holds no slot', () => {
  const run = waiting(0.8);
  expect(run.row('evaluate')).toMatchObject({
    state: 'judging',
    metrics: { auc: 0.8 },
    reason: 'waits for #7, which measures what its gates compare with',
  });
  expect(run.run.header).toMatchObject({ status: 'running', counts: { live: 0, busy: 1 } });
  expect(run.effects.at(-1)).toMatchObject({ kind: 'baselines.await', since: run.at });
});

test('it is judged once there is one, and what follows goes on', () => {
  const worse = waiting(0.8);
  answer(worse, MEASURED);
  expect([worse.stateOf('evaluate'), worse.stateOf('deploy')]).toEqual(['rejected', 'skipped']);
  const better = waiting(0.95);
  answer(better, MEASURED);
  expect([better.stateOf('evaluate'), better.stateOf('deploy')]).toEqual(['success', 'starting']);
});

test('where it waited long enough, the gate fails and says what to do', () => {
  const run = waiting(0.95);
  answer(run, UNDER_WAY);
  expect(run.row('evaluate')).toMatchObject({
    result: 'rejected',
    reason:
      'gate regress: auc 0.95: main is still being measured, by #7: re-run what failed once that has ended',
  });
});

test('one that is under way again is waited for again, from the same moment on, while there is time', () => {
  const run = waiting(0.95);
  const since = run.at;
  const again = { type: 'baselines.answered', key: 'evaluate', since } as const;
  run.send({ ...again, at: run.tick(), baselines: { regress: UNDER_WAY } });
  expect(run.stateOf('evaluate')).toBe('judging');
  const waits = run.effects.filter(({ kind }) => kind === 'baselines.await');
  expect(waits.map((wait) => ('since' in wait ? wait.since : null))).toEqual([since, since]);
  expect(new Set(waits.map(({ id }) => id)).size).toBe(2);
  run.send({ ...again, at: run.tick(), baselines: { regress: MEASURED } });
  expect(run.stateOf('evaluate')).toBe('success');
});

test('a cancel ends it at once', () => {
  const run = waiting(0.95);
  run.cancel();
  expect(run.stateOf('evaluate')).toBe('cancelled');
  expect(run.run.header.endedAt).not.toBeNull();
});
