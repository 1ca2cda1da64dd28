import { expect, test } from 'vitest';
import { planLine } from '../../app/reports/view/plan-line.ts';
import { planOf } from '../support/compile-text.ts';

test('a plan knows where each step begins, and a step that only moved is the same step', () => {
  const steps = 'steps:\n  a:\n    run: echo a\n  b: { run: echo b, needs: [a] }\n';
  const [plain, moved] = [`name: x\n${steps}`, `# Moves all.\n\nname: x\n${steps}`].map((text) =>
    planOf(text),
  );
  expect(plain?.lines).toEqual({ a: 3, b: 5 });
  expect(moved?.lines).toEqual({ a: 5, b: 7 });
  expect(moved?.steps).toEqual(plain?.steps);
});

test('a plan knows where each gate begins; of one that stands in another file, where its step does', () => {
  const plan = planOf(`name: x
steps:
  a:
    run: echo a
    metrics: m.json
    gates:
      good: { metric: auc, op: '>=', value: 0.5 }
      small:
        metric: size
        op: '<='
        value: 4
`);
  if (plan === null || plan === undefined) throw new Error('It is no plan.');
  expect(plan.lines).toEqual({ a: 3, 'a.gates.good': 7, 'a.gates.small': 8 });
  expect(['good', 'small', 'good (as changed)'].map((gate) => planLine(plan, 'a', gate))).toEqual([
    7, 8, 3,
  ]);
  expect(planLine({}, 'a')).toBe(1);
});
