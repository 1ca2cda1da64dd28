import { describe, expect, test } from 'vitest';
import { cacheKeyParts } from '../../app/compile/cache/cache-key.ts';
import { asksOf, newlyAsked } from '../../app/domain/asks.ts';
import type { PlanStep } from '../../app/domain/plan.ts';
import { productGlobs } from '../../app/domain/seen-files.ts';
import { stepOf } from '../support/compile-text.ts';

const JUDGE = 'metric: good, path: v.csv, id: item, model: judge-1, prompt: judge.md';
const judged = (more = '', rest = ''): PlanStep =>
  stepOf(`  a: { run: ./a.sh, files: [a.sh]${rest}, report: { judge: { ${JUDGE}${more} } } }`, 'a');
const CALIBRATION = ', calibration: { labels: labels.csv, verdicts: c.csv }';

const keyOf = (step: PlanStep) =>
  cacheKeyParts(
    { step, key: 'a', cell: null, script: './a.sh', env: {}, inputs: {}, params: {} },
    { files: null, requirements: {} },
  );

describe('a judge', () => {
  test('is part of the cache key: its model, prompt, temperature and seed', () => {
    const parts = (more: string) => keyOf(judged(more));
    expect(parts(', temperature: 0')).toMatchObject({
      'judge.model': 'judge-1',
      'judge.prompt': 'judge.md',
      'judge.temperature': '0',
      'judge.seed': 'null',
    });
    expect(parts('')).not.toEqual(parts(', seed: 1'));
    expect(parts('')).not.toEqual(parts(', temperature: 0'));
  });

  test('sees its prompt and labels without their being named, and writes its tables', () => {
    const step = judged(CALIBRATION);
    expect(step.files).toEqual(['a.sh', 'judge.md', 'labels.csv']);
    expect(productGlobs(step)).toEqual(['v.csv', 'c.csv']);
  });

  test('gives a metric of which more is better, and by which the step is judged', () => {
    expect(judged().metrics).toEqual({
      path: null,
      live: null,
      primary: 'good',
      maximize: ['good'],
      minimize: [],
    });
    const own = ', metrics: { path: m.json, primary: exact, maximize: [exact], minimize: [good] }';
    expect(judged('', own).metrics).toMatchObject({
      primary: 'exact',
      maximize: ['exact'],
      minimize: ['good'],
    });
    expect(judged().cache).toEqual({ maxAgeMs: null });
  });

  test('of pairs is compared with whose answers stand beside', () => {
    const pairs = judged(
      ', pairwise: { against: m@production }',
      ', inputs: { other: { model: m@production, path: other/ } }',
    );
    const against = { type: 'alias', model: 'm', alias: 'production' };
    expect(pairs.report).toMatchObject({
      compare: [against],
      judge: { against },
      examples: { verdicts: { first: 'first' } },
    });
  });

  test('makes a gate against a baseline judge how sure it is', () => {
    const gates = ', gates: { g: { metric: good, baseline: merge-base } }';
    expect(judged('', gates).gates[0]?.test).toMatchObject({ bound: { confidence: 0.95 } });
  });
});

test('slices of what a judge judged need no other metrics', () => {
  expect(judged('', ', slices: { path: s.csv, by: [part] }').slices).toMatchObject({
    by: ['part'],
  });
});

test('what verdicts cost is asked for where a column says it, and makes no other judge', () => {
  const step = judged(', tokens: [in, out], cost: usd');
  expect(step.report?.judge?.cost).toEqual({ tokens: ['in', 'out'], dollars: 'usd' });
  expect(keyOf(step)).toEqual(keyOf(judged()));
  expect(judged().report?.judge).not.toHaveProperty('cost');
});

describe('work that a judge has judged', () => {
  const newly = (before: string, after: string) =>
    newlyAsked(asksOf(judged(before)), asksOf(judged(after)));

  test('answers who asks the same, and who asks for no calibration', () => {
    expect(newly(CALIBRATION, CALIBRATION)).toEqual([]);
    expect(newly(CALIBRATION, '')).toEqual([]);
  });

  test('does not answer who reads its verdicts otherwise, or asks for more', () => {
    expect(newly('', CALIBRATION)).toEqual(['judge beside labels.csv']);
    expect(newly('', ', scale: [1, 5]')).toEqual(['examples v.csv, verdicts']);
    expect(newly('', ', sample: n')).toEqual(['examples v.csv, verdicts']);
    expect(newlyAsked(asksOf(judged()), { 'judged better': '' })).toEqual(['judged better']);
  });
});
