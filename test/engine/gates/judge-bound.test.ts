import { describe, expect, test } from 'vitest';
import type { GateComparison, GateTraining } from '../../../app/domain/gate.ts';
import type { BoundSpec, GateSpec } from '../../../app/domain/gate-spec.ts';
import { judgeGates } from '../../../app/engine/gates/judge-gates.ts';
import { aGate } from '../../support/build-plan.ts';

type Test = Extract<GateSpec['test'], { type: 'baseline' }>;

const TEST = {
  type: 'baseline',
  baseline: { type: 'alias', model: 'churn', alias: 'production' },
  goal: 'maximize',
  tolerance: { type: 'absolute', amount: 0.01 },
  ifMissing: 'pass',
} as const;
const BOUND: BoundSpec = { confidence: 0.95, onInconclusive: 'warn' };

/** A change whose interval at 95 % has this middle and half width. */
const compared = (change: number, half: number): GateComparison => ({
  type: 'compared',
  value: 0.9 + change,
  before: 0.9,
  change,
  interval: { low: change - half, high: change + half },
  error: half / 1.96,
  p: 0.5,
  method: { type: 'bca', resamples: 10_000, units: 2000 },
  n: 2000,
  clusters: null,
});

function judge(
  examples: GateComparison | null,
  {
    severity = 'fail',
    value = 0.895,
    training,
    wrote,
    ...given
  }: Partial<Test> & {
    severity?: 'fail' | 'warn';
    value?: number;
    training?: GateTraining;
    /** How far both steps are from sure, on either side. */
    wrote?: number;
  } = {},
): string {
  const gate = aGate('regress', { severity, test: { ...TEST, bound: BOUND, ...given } });
  const sure = (auc: number) =>
    wrote === undefined ? { auc } : { auc, 'auc.low': auc - wrote, 'auc.high': auc + wrote };
  const metrics = sure(0.9);
  const known = { type: 'found', run: 'r0', metrics, ...(training && { training }) } as const;
  const baseline = examples === null ? known : { ...known, comparison: examples };
  const [outcome] = judgeGates([gate], { metrics: sure(value), facts: {} }, { regress: baseline });
  return `${outcome?.verdict}: ${outcome?.message.replace(`gate regress: auc ${value}: `, '')}`;
}

describe('a gate that asks to be sure where there are no examples', () => {
  const isAsked = { bound: { ...BOUND, isAsked: true } } as const;

  test('takes the intervals that both steps wrote', () => {
    expect(judge(null, { ...isAsked, wrote: 0.003 })).toBe(
      'pass: −0.005 (95 % −0.00924 … −0.000757, the noise that the steps tell of only) from churn@production 0.9, the lower end must not be below −0.01',
    );
    expect(judge(null, { ...isAsked, wrote: 0.006 })).toMatch(/^inconclusive: inconclusive: /);
    expect(judge(null, { ...isAsked, wrote: 0.003, value: 0.88 })).toMatch(/^fail: −0.02 /);
  });

  test('takes them with the noise of training again', () => {
    const training = { type: 'known', error: 0.01, df: 8, luck: 0 } as const;
    expect(judge(null, { ...isAsked, wrote: 0.003, training })).toMatch(
      /^inconclusive: .*, the noise that the steps tell of, and training noise\)/,
    );
    expect(judge(null, { ...isAsked, training })).toMatch(/training noise only/);
  });

  test('is not content with the number where nothing says how sure it is', () => {
    expect(judge(null, isAsked)).toBe(
      'inconclusive: inconclusive against churn@production 0.9: no examples, interval of the step or repeated training says how much noise moves it',
    );
    expect(judge(null, { ...isAsked, value: 0.88 })).toMatch(/^fail: not within the tolerance/);
  });
});

describe('a gate that must be sure', () => {
  test('passes when the whole interval of the change stays within the tolerance', () => {
    expect(judge(compared(-0.005, 0.004))).toBe(
      'pass: −0.005 (95 % −0.009 … −0.001, test-set noise only) from churn@production 0.9 on 2,000 examples, the lower end must not be below −0.01',
    );
  });

  test('lets the worst lie on the tolerance, and fails on nothing that reaches it', () => {
    const few = (low: number, high: number): GateComparison => ({
      type: 'too-few',
      value: 0.9,
      before: 0.9,
      n: 9,
      discordant: 0,
      bounds: { low, high },
      reason: 'none differ',
    });
    const verdictOf = (low: number, high: number) => judge(few(low, high)).split(':')[0];
    expect(verdictOf(-0.01, 0)).toBe('pass');
    expect(verdictOf(-0.02, -0.01)).toBe('inconclusive');
    expect(verdictOf(-0.02, -0.011)).toBe('fail');
  });

  test('says in how many clusters its examples are', () => {
    const clustered = { ...compared(0, 0.001), clusters: 1200 } as GateComparison;
    expect(judge(clustered)).toContain(' on 2,000 examples in 1,200 clusters, ');
  });

  test('fails when all of it lies beyond', () => {
    expect(judge(compared(-0.02, 0.004))).toMatch(/^fail: −0.02 \(95 % −0.024 … −0.016, /);
  });

  test('is inconclusive in between, though the number itself would pass', () => {
    expect(judge(compared(-0.005, 0.02))).toMatch(/^inconclusive: inconclusive: −0.005/);
  });

  test('fails on what is inconclusive where the file says so', () => {
    const bound = { ...BOUND, onInconclusive: 'fail' } as const;
    expect(judge(compared(-0.005, 0.02), { bound })).toMatch(/^fail: inconclusive: −0.005/);
    expect(judge(compared(-0.005, 0.02), { bound, severity: 'warn' })).toMatch(/^warn: /);
  });

  test('asks more of the same examples the surer it is to be', () => {
    const examples = compared(-0.005, 0.0045);
    const at = (confidence: number) => judge(examples, { bound: { ...BOUND, confidence } });
    expect([0.8, 0.9, 0.95, 0.99].map((level) => at(level).split(':')[0])).toEqual([
      'pass',
      'pass',
      'pass',
      'inconclusive',
    ]);
    expect(at(0.9)).toContain('(90 % −0.00878 … −0.00122, ');
  });

  test('holds what should fall against the upper end', () => {
    const minimize = { goal: 'minimize' } as const;
    const verdicts = [0.005, 0.02, -0.02].map((change) => judge(compared(change, 0.006), minimize));
    expect(verdicts.map((verdict) => verdict.split(':')[0])).toEqual([
      'inconclusive',
      'fail',
      'pass',
    ]);
    expect(verdicts[1]).toContain('must not be above +0.01');
  });

  test.each([
    [
      'the examples are too few',
      { type: 'too-few', value: 0.9, before: 0.9, n: 40, reason: 'only 7 examples differ' },
      'only 7 examples differ',
    ],
    [
      'they could not be compared',
      { type: 'refused', reason: 'no id is on both sides' },
      'no id is on both sides',
    ],
    ['they are still being compared', { type: 'under-way' }, 'have not been compared'],
  ] as const)('never passes on the number alone when %s', (_, examples, reason) => {
    const bound = { ...BOUND, onInconclusive: 'fail' } as const;
    expect(judge(examples)).toMatch(/^inconclusive: inconclusive against churn@production 0.9: /);
    expect(judge(examples, { bound })).toMatch(/^fail: /);
    expect(judge(examples)).toContain(reason);
  });

  test('is content with exact bounds where few answers differ, if they are narrow enough', () => {
    const few = (reach: number): GateComparison => ({
      type: 'too-few',
      value: 0.9,
      before: 0.9,
      n: 2000,
      discordant: 0,
      bounds: { low: -reach, high: reach },
      reason: 'all 2,000 examples are as they were',
    });
    expect(judge(few(0.002))).toBe(
      'pass: 0 (95 % −0.002 … +0.002, test-set noise only) from churn@production 0.9 on 2,000 examples, the lower end must not be below −0.01',
    );
    expect(judge(few(0.02))).toMatch(/^inconclusive: /);
    const surer = { ...BOUND, confidence: 0.99 };
    expect(judge(few(0.002), { bound: surer })).toMatch(/^inconclusive: .*as they were/);
  });

  test('passes where the examples of both are the same, byte by byte, and its number holds', () => {
    const strict = { tolerance: { type: 'absolute', amount: 0 } } as const;
    expect(judge({ type: 'same' }, { ...strict, value: 0.9 })).toBe(
      'pass: unchanged from churn@production 0.9: its examples are the same',
    );
    expect(judge({ type: 'same' }, { value: 0.1 })).toBe(
      'fail: not within the tolerance against churn@production 0.9: its examples are the same, and its number is not',
    );
  });

  test.each([
    ['there are none', { type: 'refused', reason: 'evaluate kept no examples to be sure by' }],
    ['they are too few', { type: 'too-few', value: 1, before: 1, n: 3, reason: '3 are too few' }],
    ['nobody compared them', { type: 'under-way' }],
    [
      'none of them differ',
      {
        type: 'too-few',
        value: 0.9,
        before: 0.9,
        n: 2000,
        discordant: 0,
        bounds: { low: -0.002, high: 0.002 },
        reason: 'all 2,000 examples are as they were',
      },
    ],
  ] as const)('fails where its number does not hold, though %s', (_, comparison) => {
    expect(judge(comparison, { value: 0.1 })).toMatch(/^fail: not within the tolerance against /);
  });

  // t.ppf(0.975, 4) * 0.002 = 0.005553
  const trained = (luck = 0) => ({ type: 'known', error: 0.002, df: 4, luck }) as const;

  test('allows for training again where it is known by how much that moves the metric', () => {
    const examples = compared(-0.005, 0.004);
    expect(judge(examples, { training: trained() })).toBe(
      'inconclusive: inconclusive: −0.005 (95 % −0.0118 … +0.00184, test-set and training noise) from churn@production 0.9 on 2,000 examples, the lower end must not be below −0.01',
    );
    expect(judge(compared(-0.001, 0.004), { training: trained() })).toMatch(/^pass: /);
    expect(judge(compared(-0.03, 0.004), { training: trained() })).toMatch(/^fail: /);
    // t.ppf(0.995, 4) * 0.002 = 0.009208, and 0.004 as much longer as a normal one.
    const bound = { ...BOUND, confidence: 0.99 };
    expect(judge(examples, { bound, training: trained() })).toContain('(99 % −0.0156 … +0.0056');
  });

  test('allows for none where the model is the same', () => {
    expect(judge(compared(-0.005, 0.004), { training: { type: 'same-model' } })).toMatch(
      /^pass: −0.005 \(95 % −0.009 … −0.001, test-set noise; the model is the same\) from /,
    );
  });

  test('rests on trainings alone where the baseline has no examples', () => {
    expect(judge(null, { training: trained() })).toBe(
      'inconclusive: inconclusive: −0.005 (95 % −0.0106 … +0.000553, training noise only) from churn@production 0.9, the lower end must not be below −0.01',
    );
    expect(judge(null, { training: { type: 'same-model' } })).toContain('point estimate');
  });

  test('takes off the luck of who was chosen among several, which way ever is better', () => {
    const ahead = compared(0.001, 0.004);
    expect(judge(ahead, { training: trained() })).toMatch(/^pass: /);
    expect(judge(ahead, { training: trained(0.005) })).toMatch(
      /^inconclusive: .* must not be below −0\.01, after \+0\.005 for the luck of choosing the best of several$/,
    );
    const minimize = { goal: 'minimize' } as const;
    const below = compared(-0.001, 0.004);
    expect(judge(below, { ...minimize, training: trained() })).toMatch(/^pass: /);
    expect(judge(below, { ...minimize, training: trained(-0.005) })).toMatch(
      /^inconclusive: .*, after −0\.005 for /,
    );
    // A baseline that was chosen is as lucky: the new one need not be so good.
    const behind = compared(-0.018, 0.004);
    expect(judge(behind, { training: trained() })).toMatch(/^fail: /);
    expect(judge(behind, { training: trained(-0.005) })).toMatch(/^inconclusive: /);
  });

  test('says that it judged the number alone where the baseline has no examples', () => {
    expect(judge(null)).toBe(
      'pass: must be at least 0.89 (churn@production 0.9, tolerance 0.01), point estimate',
    );
  });
});
