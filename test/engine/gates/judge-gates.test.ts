import { expect, test } from 'vitest';
import type { Baseline } from '../../../app/domain/gate.ts';
import type { GateSpec } from '../../../app/domain/gate-spec.ts';
import { judgeGates } from '../../../app/engine/gates/judge-gates.ts';
import { aGate, aStep } from '../../support/build-plan.ts';
import { DrivenRun } from '../../support/drive-run.ts';

const COMPARED = {
  goal: 'maximize',
  tolerance: { type: 'relative', amount: 0 },
  ifMissing: 'pass',
} as const;
const PRODUCTION = { type: 'alias', model: 'churn', alias: 'production' } as const;

const baseline = (given: Partial<Extract<GateSpec['test'], { type: 'baseline' }>> = {}): GateSpec =>
  aGate('regress', { test: { type: 'baseline', baseline: PRODUCTION, ...COMPARED, ...given } });
const than = (given: Partial<Extract<GateSpec['test'], { type: 'than' }>> = {}): GateSpec =>
  aGate('beats', { test: { type: 'than', than: 'champion.auc', ...COMPARED, ...given } });
const found = (metrics: Record<string, number>): Baseline => ({
  type: 'found',
  run: 'r0',
  metrics,
});

const judge = (
  gate: GateSpec,
  metrics: Record<string, number>,
  known: Baseline | null = null,
): string => {
  const [outcome] = judgeGates(
    [gate],
    { metrics, facts: {} },
    known === null ? {} : { [gate.id]: known },
  );
  return `${outcome?.verdict}: ${outcome?.message}`;
};

test('a value is held against each operator', () => {
  const verdicts = (['>=', '>', '<=', '<', '==', '!='] as const).map((op) => {
    const gate = aGate('g', { test: { type: 'value', op, value: 0.8 } });
    return [0.7, 0.8, 0.9].map((auc) => judge(gate, { auc }).split(':')[0]).join(' ');
  });
  expect(verdicts).toEqual([
    'fail pass pass',
    'fail fail pass',
    'pass pass fail',
    'pass fail fail',
    'fail pass fail',
    'pass fail pass',
  ]);
});

test('a metric that is missing fails, and says which', () => {
  expect(judge(aGate('quality'), {})).toBe('fail: gate quality: metric auc is missing');
  expect(judge(baseline(), {}, { type: 'none' })).toBe('fail: gate regress: metric auc is missing');
});

test('a metric is not another one that begins as it does', () => {
  const gate = aGate('g', { metric: 'auc_valid' });
  expect(judge(gate, { auc: 0.9 })).toBe(
    'fail: gate g: metric auc_valid is missing; the step measured auc',
  );
});

test('a metric that is missing is told with the first few of those that the step measured', () => {
  const many = { f: 6, e: 5, d: 4, c: 3, b: 2, a: 1 };
  expect(judge(aGate('quality'), many)).toBe(
    'fail: gate quality: metric auc is missing; the step measured a, b, c, d, e, 1 more',
  );
  expect(judge(aGate('quality'), { ['x'.repeat(100)]: 1 })).toMatch(/measured x{40}…$/);
});

test('a baseline is called what it is', () => {
  const none = { type: 'none' } as const;
  expect(judge(baseline({ baseline: { type: 'merge-base' } }), { auc: 0.9 }, none)).toBe(
    'no-baseline: gate regress: auc 0.9: there is no merge-base yet',
  );
});

test('a tolerance of one is as good as any other', () => {
  const gate = baseline({ tolerance: { type: 'absolute', amount: 1 } });
  expect(judge(gate, { auc: 2.5 }, found({ auc: 3 }))).toBe(
    'pass: gate regress: auc 2.5: must be at least 2 (churn@production 3, tolerance 1)',
  );
});

test('a metric that is named as what every object of JavaScript has is missing until it is measured', () => {
  const named = { metric: 'toString', test: { type: 'value', op: '!=', value: 3 } } as const;
  expect(judge(aGate('g', named), {})).toBe('fail: gate g: metric toString is missing');
  expect(judge(aGate('g', named), { toString: 4 })).toMatch(/^pass/);
  expect(judge(than({ than: 'constructor' }), { auc: 1 })).toMatch(/no metric constructor yet/);
  expect(judge(aGate('g', { ...named, test: baseline().test }), { auc: 1 })).toMatch(/^fail/);
});

test('what is worth a warning warns instead of failing', () => {
  const gate = aGate('quality', { severity: 'warn' });
  expect(judge(gate, { auc: 0.1 })).toBe('warn: gate quality: auc 0.1: must be at least 0.8');
  expect(judge(gate, {})).toBe('warn: gate quality: metric auc is missing');
});

test('a baseline that never existed passes and says so, unless `if-missing: fail`', () => {
  const none = { type: 'none' } as const;
  expect(judge(baseline(), { auc: 0.1 }, none)).toBe(
    'no-baseline: gate regress: auc 0.1: there is no churn@production yet',
  );
  expect(judge(baseline({ ifMissing: 'fail' }), { auc: 0.1 }, none)).toMatch(/^fail/);
});

test('a baseline that exists without the metric fails', () => {
  expect(judge(baseline(), { auc: 0.9 }, found({ loss: 1 }))).toBe(
    'fail: gate regress: auc 0.9: churn@production has no auc',
  );
});

test('a baseline that nobody looked up fails', () => {
  expect(judge(baseline(), { auc: 0.9 })).toMatch(/^fail: .* was not looked up$/);
});

test('a tolerance is a magnitude, relative to the baseline or absolute, in the direction that is worse', () => {
  const relative = { type: 'relative', amount: 0.1 } as const;
  const absolute = { type: 'absolute', amount: 0.1 } as const;
  const verdict = (given: Parameters<typeof baseline>[0], auc: number, bar: number): string =>
    judge(baseline(given), { auc }, found({ auc: bar })).split(':')[0] ?? '';
  expect(verdict({ tolerance: relative }, 0.46, 0.5)).toBe('pass');
  expect(verdict({ tolerance: relative }, 0.44, 0.5)).toBe('fail');
  expect(verdict({ tolerance: absolute }, 0.41, 0.5)).toBe('pass');
  expect(verdict({ tolerance: relative, goal: 'minimize' }, 54, 50)).toBe('pass');
  expect(verdict({ tolerance: relative, goal: 'minimize' }, 56, 50)).toBe('fail');
  // Of a negative baseline 10 % is still a magnitude.
  expect(verdict({ tolerance: relative }, -54, -50)).toBe('pass');
});

test('another metric of the step is the bar of `than`', () => {
  expect(judge(than(), { auc: 0.9, 'champion.auc': 0.8 })).toBe(
    'pass: gate beats: auc 0.9: must be at least 0.8 (champion.auc 0.8)',
  );
  expect(judge(than(), { auc: 0.7, 'champion.auc': 0.8 })).toMatch(/^fail/);
  expect(judge(than(), { auc: 0.7 })).toMatch(/^no-baseline/);
  expect(judge(than({ ifMissing: 'fail' }), { auc: 0.7 })).toMatch(/^fail/);
});

test('a step whose gate fails ends rejected, keeps what it made and is not retried', () => {
  const run = DrivenRun.of([aStep('evaluate', { gates: [aGate('quality')] }), aStep('other')]);
  const report = {
    digest: `sha256:${'1'.repeat(64)}`,
    type: 'report',
    path: 'r',
    size: 1,
    files: 1,
  } as const;
  run.succeed('evaluate', { metrics: { auc: 0.5 }, artifacts: { report } });
  expect(run.row('evaluate')).toMatchObject({
    result: 'rejected',
    reason: 'gate quality: auc 0.5: must be at least 0.8',
    artifacts: { report },
    gates: [{ id: 'quality', value: 0.5, threshold: 0.8, op: '>=', verdict: 'fail' }],
  });
  run.succeed('other');
  expect(run.run.header.status).toBe('rejected');
});

test('gates are judged again on work from the cache', () => {
  const metrics = { path: 'm.json', live: null, primary: null, maximize: [], minimize: [] };
  const step = aStep('evaluate', {
    cache: { maxAgeMs: null },
    metrics,
    gates: [aGate('quality')],
  });
  const good = DrivenRun.of([step]);
  good.answerCache('evaluate', { metrics: { auc: 0.9 } });
  expect(good.row('evaluate')).toMatchObject({ result: 'success', cached: true, attempt: 0 });
  const bad = DrivenRun.of([step]);
  bad.answerCache('evaluate', { metrics: { auc: 0.5 } });
  expect(bad.row('evaluate')).toMatchObject({ result: 'rejected', cached: true });
});

test('a gate on a text says that it is one', () => {
  const facts = { auc: '0.91', note: 'x'.repeat(100) };
  const judged = ['auc', 'note'].map((metric) =>
    judgeGates([{ ...aGate('good'), metric }], { metrics: {}, facts }, {}),
  );
  expect(judged.flat().map(({ verdict, message }) => `${verdict}: ${message}`)).toEqual([
    'fail: gate good: auc is the text "0.91", not a number: write it without quotes',
    `fail: gate good: note is the text "${'x'.repeat(40)}…", not a number: write it without quotes`,
  ]);
  const [outcome] = judgeGates(
    [than()],
    { metrics: { auc: 1 }, facts: { 'champion.auc': '0.9' } },
    {},
  );
  expect(outcome?.message).toContain('champion.auc is the text "0.9"');
  expect(outcome?.verdict).toBe('fail');
});

test('a number that was written with how sure it is answers to its name and to name.value', () => {
  expect(judge({ ...aGate('g'), metric: 'auc.value' }, { auc: 0.9 })).toMatch(/^pass/);
  expect(judge(baseline(), { auc: 0.9 }, found({ auc: 0.8 }))).toMatch(/^pass/);
});

test('with a tolerance the sentence names the limit and what it comes from', () => {
  const one = { type: 'relative', amount: 0.01 } as const;
  const known = found({ auc: 0.9 });
  const lower = baseline({ goal: 'minimize', tolerance: { type: 'absolute', amount: 5 } });
  expect([
    judge(baseline({ tolerance: one }), { auc: 0.895 }, known),
    judge(baseline({ tolerance: one }), { auc: 0.8 }, known),
    judge(lower, { auc: 60 }, found({ auc: 50 })),
  ]).toEqual([
    'pass: gate regress: auc 0.895: must be at least 0.891 (churn@production 0.9, tolerance 1%)',
    'fail: gate regress: auc 0.8: must be at least 0.891 (churn@production 0.9, tolerance 1%)',
    'fail: gate regress: auc 60: must be at most 55 (churn@production 50, tolerance 5)',
  ]);
});

test('a number that the sentence gives as the limit passes', () => {
  const one = baseline({ tolerance: { type: 'relative', amount: 0.01 } });
  // In binary fractions 0.9 - 0.009 is a little more than 0.891.
  expect(judge(one, { auc: 0.891 }, found({ auc: 0.9 }))).toMatch(/^pass: .*at least 0\.891 /);
  const told = judgeGates(
    [one],
    { metrics: { auc: 0.8 }, facts: {} },
    { regress: found({ auc: 0.9 }) },
  );
  expect(told).toMatchObject([{ op: '>=', value: 0.8, threshold: 0.891, verdict: 'fail' }]);
});

test('each operator has its words', () => {
  const told = (['>=', '>', '<=', '<', '==', '!='] as const).map((op) =>
    judge(aGate('g', { test: { type: 'value', op, value: 0.8 } }), { auc: 0.8 }),
  );
  expect(told.map((text) => text.split('auc 0.8: ')[1])).toEqual([
    'must be at least 0.8',
    'must be more than 0.8',
    'must be at most 0.8',
    'must be less than 0.8',
    'must be 0.8',
    'must be other than 0.8',
  ]);
});
