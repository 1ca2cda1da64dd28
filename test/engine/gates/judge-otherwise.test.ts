import { expect, test } from 'vitest';
import type { Baseline } from '../../../app/domain/gate.ts';
import type { GateSpec } from '../../../app/domain/gate-spec.ts';
import { judgeGates } from '../../../app/engine/gates/judge-gates.ts';
import { aGate, aRegressionGate } from '../../support/build-plan.ts';

type Found = Extract<Baseline, { type: 'found' }>;

/** A gate on what was measured differently than its baseline, 0.9. */
function judge(value: number, found: Partial<Found> = {}, given: Partial<GateSpec> = {}): string {
  const { test } = aRegressionGate('any');
  const gate = aGate('regress', { metric: 'auc', test, ...given });
  const otherwise = ['src/evaluate.py'];
  const regress: Found = { type: 'found', run: 'r0', metrics: { auc: 0.9 }, otherwise, ...found };
  const [outcome] = judgeGates([gate], { metrics: { auc: value }, facts: {} }, { regress });
  return `${outcome?.verdict}: ${outcome?.message.replace(`gate regress: auc ${value}: `, '')}`;
}

const AGAINST = 'against merge-base 0.9, which was measured differently (src/evaluate.py)';
const WAY_OUT = 'run the new evaluation on the old model first, in a change of its own';

test('what was measured differently never holds, however much better it seems', () => {
  expect(judge(0.99)).toBe(`inconclusive: inconclusive ${AGAINST}: ${WAY_OUT}`);
});

test('what seems worse fails: a change of the evaluation excuses nothing', () => {
  expect(judge(0.8)).toBe(`fail: not within the tolerance ${AGAINST}: ${WAY_OUT}`);
  expect(judge(0.8, {}, { severity: 'warn' })).toMatch(/^warn: /);
});

test('the file says whether it fails then', () => {
  const { test } = aRegressionGate('any');
  if (test.type !== 'baseline') throw new Error('it compares with nothing');
  expect(judge(0.99, {}, { test: { ...test, onInconclusive: 'fail' } })).toMatch(/^fail: incon/);
  expect(judge(0.99, {}, { test: { ...test, onInconclusive: 'warn' } })).toMatch(/^inconclusive: /);
  const bound = { confidence: 0.95, onInconclusive: 'fail' } as const;
  expect(judge(0.99, {}, { test: { ...test, bound } })).toMatch(/^fail: inconclusive /);
});

test('examples of both do not speak for it, and the number is no point estimate', () => {
  const { test } = aRegressionGate('any');
  if (test.type !== 'baseline') throw new Error('it compares with nothing');
  const bound = { confidence: 0.95, onInconclusive: 'warn' } as const;
  const same = { comparison: { type: 'same' } } as const;
  expect(judge(0.99, same, { test: { ...test, bound } })).toMatch(/^inconclusive: /);
});

test('the very same model is as good as itself, whatever the new evaluation says', () => {
  expect(judge(0.5, { sameModel: true })).toBe(
    'pass: the same model as merge-base 0.9, which was measured differently (src/evaluate.py)',
  );
});

test('of many reasons the first few are named, and long ones are cut', () => {
  const otherwise = ['a', 'b', 'x'.repeat(100), 'd', 'e'];
  expect(judge(0.99, { otherwise })).toContain(`(a, b, ${'x'.repeat(60)}…, 2 more)`);
});
