import { describe, expect, test } from 'vitest';
import type { GateComparison } from '../../../app/domain/gate.ts';
import type { GateSpec, SliceSelector } from '../../../app/domain/gate-spec.ts';
import type { KeptSlices } from '../../../app/domain/kept-slices.ts';
import { judgeGates } from '../../../app/engine/gates/judge-gates.ts';
import type { Baseline } from '../../../app/domain/gate.ts';
import type { Slice, SliceBy } from '../../../evaluation/slices.ts';
import { aGate } from '../../support/build-plan.ts';

const EACH: SliceSelector['by'] = { segment: null };

function gateOn(slice: Partial<SliceSelector>, change: Partial<GateSpec> = {}): GateSpec {
  const test = { type: 'value', op: '>=', value: 0.8 } as const;
  return aGate('groups', {
    metric: 'auc',
    slice: { by: EACH, minN: 0, ...slice },
    test,
    ...change,
  });
}

function slice(segment: string, auc: number | null, n = 500): Slice {
  return { by: { segment }, n, metrics: auc === null ? {} : { auc } };
}

const rows = (...slices: readonly Slice[]): KeptSlices => ({ rows: slices });

function judge(gate: GateSpec, slices?: KeptSlices, baseline?: Baseline) {
  const measured = { metrics: { auc: 0.9 }, facts: {}, ...(slices !== undefined && { slices }) };
  const [outcome] = judgeGates(
    [gate],
    measured,
    baseline === undefined ? {} : { groups: baseline },
  );
  if (outcome === undefined) throw new Error('not judged');
  return outcome;
}

const said = (...given: Parameters<typeof judge>) => {
  const { verdict, message } = judge(...given);
  return `${verdict}: ${message.replace('gate groups: ', '')}`;
};

describe('a gate on slices', () => {
  test('holds where each of them does, and its sentence is of the worst', () => {
    const outcome = judge(gateOn({}), rows(slice('a', 0.9), slice('b', 0.82), slice('c', 0.95)));
    expect(outcome).toEqual({
      id: 'groups',
      metric: 'auc',
      op: '>=',
      value: 0.82,
      threshold: 0.8,
      verdict: 'pass',
      message:
        'gate groups: auc 0.82 in segment=b (500 rows): must be at least 0.8; the worst of 3 slices',
    });
  });

  test('does not hold where one does not, whatever the whole is', () => {
    expect(said(gateOn({}), rows(slice('a', 0.9), slice('b', 0.7, 1204), slice('c', 0.6)))).toBe(
      'fail: auc 0.6 in segment=c (500 rows): must be at least 0.8; the worst of 3 slices; 2 of them do not hold',
    );
    const warns = gateOn({}, { severity: 'warn' });
    expect(judge(warns, rows(slice('a', 0.7))).verdict).toBe('warn');
  });

  test('of what is to be small is worst where it is largest', () => {
    const test = { type: 'value', op: '<=', value: 50 } as const;
    const outcome = judge(
      gateOn({}, { test }),
      rows(slice('a', 40), slice('b', 60), slice('c', 70)),
    );
    expect(outcome).toMatchObject({ value: 70, verdict: 'fail' });
  });

  test('of what is to be one number is worst where it is farthest from that', () => {
    const test = { type: 'value', op: '==', value: 1 } as const;
    const outcome = judge(
      gateOn({}, { test }),
      rows(slice('a', 0.9), slice('b', 0.2), slice('c', 1)),
    );
    expect(outcome).toMatchObject({ value: 0.2, verdict: 'fail' });
  });

  test('may be on one of them, or on those of several columns', () => {
    const both = rows(
      { by: { segment: 'a', region: 'EU' }, n: 9, metrics: { auc: 0.7 } },
      { by: { segment: 'a', region: 'US' }, n: 9, metrics: { auc: 0.9 } },
      { by: { region: 'EU' }, n: 9, metrics: { auc: 0.1 } },
    );
    expect(judge(gateOn({ by: { region: 'US' } }), both).verdict).toBe('pass');
    expect(judge(gateOn({ by: { segment: 'a' } }), both).value).toBe(0.7);
    expect(judge(gateOn({ by: { segment: 'a', region: null } }), both).value).toBe(0.7);
    expect(judge(gateOn({ by: { region: 'EU' } }), both).value).toBe(0.1);
  });

  test('leaves out those that are too small, and says so', () => {
    expect(said(gateOn({ minN: 200 }), rows(slice('a', 0.9), slice('b', 0.1, 199)))).toBe(
      'pass: auc 0.9 in segment=a (500 rows): must be at least 0.8; 1 with fewer than 200 rows left out',
    );
  });

  test('judges one that has as many rows as it must, and says rows as people do', () => {
    expect(said(gateOn({ minN: 200 }), rows(slice('a', 0.9, 200)))).toBe(
      'pass: auc 0.9 in segment=a (200 rows): must be at least 0.8',
    );
    expect(said(gateOn({}), rows(slice('a', 0.9, 1)))).toContain(' (1 row): ');
    expect(said(gateOn({}), rows(slice('a', 0.9, 2)))).toContain(' (2 rows): ');
  });

  test('counts those that do not hold where it only warns', () => {
    const warns = gateOn({}, { severity: 'warn' });
    expect(said(warns, rows(slice('a', 0.9), slice('b', 0.7), slice('c', 0.6)))).toBe(
      'warn: auc 0.6 in segment=c (500 rows): must be at least 0.8; the worst of 3 slices; 2 of them do not hold',
    );
  });

  test('of what is not to be one number is worst where it is nearest to that', () => {
    const test = { type: 'value', op: '!=', value: 0.5 } as const;
    const outcome = judge(gateOn({}, { test }), rows(slice('a', 0.9), slice('b', 0.6)));
    expect(outcome).toMatchObject({ value: 0.6, verdict: 'pass' });
  });

  test('asks nothing of a baseline where it holds slices against a number of its own', () => {
    const before: Baseline = {
      type: 'found',
      run: 'r0',
      metrics: {},
      slices: rows(slice('a', 0.9), slice('gone', 0.9)),
    };
    expect(judge(gateOn({}), rows(slice('a', 0.9)), before).verdict).toBe('pass');
  });

  test.each([
    [undefined, 'no slices were measured'],
    [
      { notRead: 'slices.csv: row 1 names "Ann"' },
      'the slices could not be read; the log says why',
    ],
    [rows({ by: { region: 'EU' }, n: 9, metrics: { auc: 1 } }), 'no slice is segment=*'],
    [rows(slice('a', 0.9, 10)), 'no slice of 1 has 200 rows, so none can be judged'],
  ] as const)('does not hold where there is nothing to judge: %#', (slices, why) => {
    const outcome = judge(gateOn({ minN: 200 }), slices);
    expect(outcome).toMatchObject({ verdict: 'fail', value: null, threshold: null });
    expect(outcome.message).toBe(`gate groups: auc: ${why}`);
  });

  test('does not hold where one lacks the metric', () => {
    expect(said(gateOn({}), rows(slice('a', 0.9), slice('b', null)))).toBe(
      'fail: auc is missing in segment=b (500 rows); the worst of 2 slices',
    );
    // Whichever way is better: a number that is missing is worse than any that is bad.
    const test = { type: 'value', op: '<=', value: 0.5 } as const;
    const outcome = judge(gateOn({}, { test }), rows(slice('a', 0.9), slice('b', null)));
    expect(outcome).toMatchObject({ value: null, verdict: 'fail' });
  });

  test('says names of slices as one short line', () => {
    const long = judge(gateOn({}), rows(slice('x'.repeat(100), 0.1)));
    expect(long.message).toContain(` in ${`segment=${'x'.repeat(100)}`.slice(0, 80)}… (500 rows)`);
  });

  test('may hold a metric against another of the same slice', () => {
    const than = { type: 'than', than: 'old', ...against('fail') } as const;
    const two = rows({ by: { segment: 'a' }, n: 9, metrics: { auc: 0.7, old: 0.8 } });
    expect(said(gateOn({}, { test: than }), two)).toBe(
      'fail: auc 0.7 in segment=a (9 rows): must be at least 0.79 (old 0.8, tolerance 0.01)',
    );
    expect(said(gateOn({}, { test: than }), rows(slice('a', 0.7)))).toBe(
      'fail: auc 0.7 in segment=a (500 rows): there is no metric old yet',
    );
  });
});

function against(ifMissing: 'pass' | 'fail') {
  const tolerance = { type: 'absolute', amount: 0.01 } as const;
  return { goal: 'maximize', tolerance, ifMissing } as const;
}

describe('a gate on slices with a baseline', () => {
  const gate = (ifMissing: 'pass' | 'fail' = 'pass', bound: object = {}): GateSpec => {
    const baseline = { type: 'merge-base' } as const;
    const test = { type: 'baseline', baseline, ...against(ifMissing), ...bound } as const;
    return gateOn({ minN: 100 }, { test });
  };
  const found = (slices: KeptSlices | undefined, known: object = {}): Baseline => ({
    type: 'found',
    run: 'r0',
    metrics: { auc: 0.5 },
    ...(slices !== undefined && { slices }),
    ...known,
  });

  test('holds each against the same slice there', () => {
    const before = found(rows(slice('b', 0.8), slice('a', 0.9)));
    expect(said(gate(), rows(slice('a', 0.895), slice('b', 0.9)), before)).toBe(
      'pass: auc 0.895 in segment=a (500 rows): must be at least 0.89 (merge-base 0.9, tolerance 0.01); the worst of 2 slices',
    );
    expect(judge(gate(), rows(slice('a', 0.9), slice('b', 0.7)), before).verdict).toBe('fail');
  });

  test('does not hold where a slice is not measured any more', () => {
    const before = found(rows(slice('a', 0.9), slice('b', 0.8), slice('tiny', 0.8, 99)));
    expect(said(gate(), rows(slice('a', 0.95)), before)).toBe(
      'fail: auc: segment=b is not measured any more on 100 rows or more; merge-base has it',
    );
    const shrunk = rows(slice('a', 0.95), slice('b', 0.1, 99));
    expect(said(gate(), shrunk, before)).toBe(said(gate(), rows(slice('a', 0.95)), before));
  });

  test('is told how many more are not measured any more, and of how few rows', () => {
    const before = found(rows(slice('a', 0.9), slice('b', 0.8, 100), slice('c', 0.8)));
    const measured = rows(slice('a', 0.95));
    expect(said(gate(), measured, before)).toBe(
      'fail: auc: segment=b is not measured any more on 100 rows or more, and 1 more; merge-base has it',
    );
    const without = (minN: number) =>
      said({ ...gate(), slice: { by: EACH, minN } }, measured, before);
    expect(without(0)).toBe(
      'fail: auc: segment=b is not measured any more, and 1 more; merge-base has it',
    );
    expect(without(1)).toContain('is not measured any more on 1 row or more, and 1 more;');
  });

  test('misses no slice that it does not mean', () => {
    const other: Slice = { by: { region: 'EU' }, n: 500, metrics: { auc: 0.9 } };
    const before = found(rows(slice('a', 0.9), other));
    expect(judge(gate(), rows(slice('a', 0.9)), before).verdict).toBe('pass');
  });

  test('does not hold where the baseline lacks the metric in a slice, which is not a new one', () => {
    const before = found(rows(slice('a', null)));
    expect(said(gate(), rows(slice('a', 0.9)), before)).toBe(
      'fail: auc 0.9 in segment=a (500 rows): merge-base has no auc there',
    );
  });

  test('has nothing to be held against where all slices are new, in the order that they have', () => {
    const before = found(rows());
    const outcome = judge(gate(), rows(slice('x', 0.3), slice('y', 0.1)), before);
    expect(outcome).toMatchObject({ verdict: 'no-baseline', value: 0.3, threshold: null });
    expect(outcome.message).toBe(
      'gate groups: auc 0.3 in segment=x (500 rows): there is no segment=x in merge-base yet; the worst of 2 slices',
    );
  });

  test('says of each slice what keeps it from being compared at all', () => {
    const now = rows(slice('a', 0.7));
    const otherwise = ['its command changed'];
    const outcome = judge(gate(), now, found(rows(slice('a', 0.9)), { otherwise }));
    expect(outcome.message).toContain('its command changed');
  });

  test('says which slices are new: they have nothing to be held against', () => {
    const before = found(rows(slice('a', 0.9)));
    const now = rows(slice('a', 0.95), slice('new', 0.1));
    expect(said(gate(), now, before)).toContain('pass: auc 0.95 in segment=a (500 rows): ');
    expect(said(gate(), now, before)).toContain('; the worst of 2 slices; 1 of them new');
    expect(said(gate('fail'), now, before)).toContain(
      'fail: auc 0.1 in segment=new (500 rows): there is no segment=new in merge-base yet',
    );
  });

  test.each([
    [{ type: 'none' } as const, 'no-baseline', 'there is no merge-base yet'],
    [found(undefined), 'no-baseline', 'there is no merge-base with slices yet'],
    [found({ notRead: 'Ann' }), 'fail', 'the slices of merge-base could not be read'],
    [{ type: 'under-way', run: 'r', number: 4 } as const, 'fail', 'main is still being measured'],
    [undefined, 'fail', 'merge-base was not looked up'],
  ])('says what the baseline lacks: %#', (baseline, verdict, why) => {
    const outcome = judge(gate(), rows(slice('a', 0.9)), baseline);
    expect(outcome.verdict).toBe(verdict);
    expect(outcome.message).toContain(`gate groups: auc in segment=*: ${why}`);
    expect(judge(gate('fail'), rows(slice('a', 0.9)), baseline).verdict).toBe('fail');
  });

  const bound = { bound: { confidence: 0.95, onInconclusive: 'warn' } };
  const compared = (change: number, half: number): GateComparison => ({
    type: 'compared',
    value: 0.9,
    before: 0.9 - change,
    change,
    interval: { low: change - half, high: change + half },
    error: half / 1.96,
    p: 0.5,
    method: { type: 'influence-function' },
    n: 500,
    clusters: null,
  });
  const of = (segment: string, comparison: GateComparison) => ({
    by: { segment } as SliceBy,
    comparison,
  });

  test('judges the interval of each where examples say it', () => {
    const now = rows(slice('a', 0.9), slice('b', 0.9));
    type Of = ReturnType<typeof of>;
    const before = (...ofSlices: Of[]) =>
      found(now, { comparison: { type: 'refused', reason: 'its examples say nothing' }, ofSlices });
    const judged = (...given: Of[]) => said(gate('pass', bound), now, before(...given));
    expect(judged(of('a', compared(0, 0.005)), of('b', compared(0, 0.004)))).toMatch(/^pass: /);
    expect(judged(of('a', compared(0, 0.005)), of('b', compared(0, 0.02)))).toMatch(
      /^inconclusive: auc 0.9 in segment=b \(500 rows\): inconclusive: 0 \(95 % −0.02 … \+0.02, test-set noise only\)/,
    );
    expect(judged(of('a', compared(-0.1, 0.02)), of('b', compared(0, 0.02)))).toMatch(
      /^fail: auc 0.9 in segment=a /,
    );
    // Nothing is said of b.
    expect(judged(of('a', compared(0, 0.005)))).toContain('inconclusive against merge-base');
  });

  test('allows for how much training moves that very slice, and not the whole', () => {
    const now = rows(slice('a', 0.9));
    const training = { type: 'known', error: 0.01, df: 4, luck: 0 } as const;
    const ofSlices = [of('a', compared(0, 0.005))];
    const judged = (known: Partial<Extract<Baseline, { type: 'found' }>>) =>
      said(gate('pass', bound), now, found(now, { ofSlices, ...known }));
    expect(judged({ training })).toMatch(/^pass: .*, test-set noise only\)/);
    expect(judged({ trainingOfSlices: [{ by: { segment: 'a' }, training }] })).toMatch(
      /^inconclusive: .*, test-set and training noise\)/,
    );
    expect(judged({ training: { type: 'same-model' } })).toContain('the model is the same');
  });

  test('judges the point of each where the baseline has no examples', () => {
    const now = rows(slice('a', 0.9));
    expect(said(gate('pass', bound), now, found(now))).toContain(', point estimate');
  });
});
