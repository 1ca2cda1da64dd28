import { expect, test } from 'vitest';
import type { GateSpec } from '../../app/domain/gate-spec.ts';
import { changesOfPlan } from '../../app/triggers/demands/changes-of-step.ts';
import { demandsOf } from '../../app/triggers/demands/demands-of-plan.ts';
import { whyUnmet } from '../../app/triggers/demands/why-unmet.ts';
import { aGate, aPlan, aStep } from '../support/build-plan.ts';
import { aStep as aRow } from '../support/rows.ts';

const on = (segment: string | null, minN = 100): Partial<GateSpec> => ({
  slice: { by: { segment }, minN },
});
const CONTEXTS = { github: {}, run: {} };
const MAIN = aPlan([aStep('evaluate', { gates: [aGate('groups', on(null))] })]);

/** Why a run whose one gate passed does not meet what main demands. */
function unmetBy(gate: GateSpec): string | null {
  const [demand] = demandsOf(MAIN, CONTEXTS);
  if (demand === undefined) throw new Error('Nothing is demanded.');
  const outcome = { op: '>=', value: 0.9, threshold: 0.8, verdict: 'pass', message: '' } as const;
  const row = aRow('evaluate', {
    state: 'over',
    result: 'success',
    gates: [{ id: gate.id, metric: 'auc', ...outcome }],
  });
  return whyUnmet(demand, aPlan([aStep('evaluate', { gates: [gate] })]), [row]);
}

test('a gate of main on slices is met by one on the same slices, and by no other', () => {
  expect(unmetBy(aGate('renamed', on(null)))).toBeNull();
  const unmet = 'evaluate did not pass groups';
  expect(unmetBy(aGate('groups'))).toBe(unmet);
  expect(unmetBy(aGate('groups', on('a')))).toBe(unmet);
  expect(unmetBy(aGate('groups', on(null, 1000)))).toBe(unmet);
});

test('another table of slices is a change of what is judged', () => {
  const demands = demandsOf(MAIN, CONTEXTS);
  const slices = { path: 'other.csv', by: ['segment'] };
  const [step] = MAIN.steps;
  const head = { ...MAIN, steps: step === undefined ? [] : [{ ...step, slices }] };
  expect(changesOfPlan(MAIN, head, { demands, changed: [] })).toEqual([
    { pipeline: MAIN.pipeline, step: 'evaluate', changed: ['slices'] },
  ]);
});
