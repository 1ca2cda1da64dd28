import { describe, expect, test } from 'vitest';
import { asksOf, isAnswered, newlyAsked } from '../../app/domain/asks.ts';
import { stepOf } from '../support/compile-text.ts';

const asks = (more: string) => asksOf(stepOf(`  a: { run: train${more} }`, 'a'));
const newly = (before: string, after: string) => newlyAsked(asks(before), asks(after));

describe('work that was done', () => {
  const FULL =
    ', metrics: { path: m.json, live: l.jsonl }, plots: [p/*.svg, { path: c.csv, x: a, y: [b] }], outputs: { m: { type: model, path: m }, n: { type: number } }';

  test('answers who asks the same, or less', () => {
    expect(newly(FULL, FULL)).toEqual([]);
    expect(newly(FULL, ', metrics: m.json, outputs: { n: { type: number } }')).toEqual([]);
    expect(newly(FULL, '')).toEqual([]);
  });

  test('answers who has other gates, goals and titles', () => {
    const judged =
      ', metrics: { path: m.json, primary: x, maximize: [x] }, gates: { g: { metric: x, op: ">", value: 1 } }, plots: [{ path: c.csv, x: a, y: [z] }]';
    expect(newly(FULL, judged)).toEqual([]);
  });

  test.each([
    ['another metrics file', ', metrics: n.json', ['metrics n.json']],
    ['another live file', ', metrics: { live: n.jsonl }', ['live metrics n.jsonl']],
    ['other plots', ', plots: [q.svg]', ['plots q.svg']],
    ['another output', ', outputs: { o: { type: string } }', ['output o']],
    ['another type', ', outputs: { n: { type: string } }', ['output n']],
    ['another place', ', outputs: { m: { type: model, path: o } }', ['output m']],
  ])('does not answer who asks for %s', (_, more, expected) => {
    expect(newly(FULL, more)).toEqual(expected);
  });

  describe('of which examples were kept', () => {
    const examples = (metrics: string, more = '') =>
      `, metrics: m.json, report: { examples: { path: p.csv, id: id${more}, metrics: { ${metrics} } } }`;
    const FULL_TABLE = examples(
      'a: { auc: [label, score] }, b: { mean: latency }',
      ', show: [text]',
    );

    test('answers who computes other metrics of the same columns, or of fewer', () => {
      expect(newly(FULL_TABLE, examples('c: { quantile: [latency, 0.5] }'))).toEqual([]);
      expect(newly(FULL_TABLE, ', metrics: m.json')).toEqual([]);
    });

    test('does not answer who reads others, or reads them otherwise', () => {
      expect(newly(', metrics: m.json', examples('b: { mean: latency }'))).toEqual([
        'examples p.csv',
        'examples p.csv, column latency',
      ]);
      const otherwise = examples('f: { f1: [label, score] }', ', cluster: day');
      expect(newly(FULL_TABLE, otherwise)).toEqual([
        'examples p.csv',
        'examples p.csv, column score',
      ]);
    });

    test('answers nobody who asks less where they could not be read', () => {
      const work = { asks: asks(FULL_TABLE), examples: { notCompared: 'it is empty' } };
      expect(isAnswered(work, asks(FULL_TABLE))).toBe(true);
      expect(isAnswered(work, asks(examples('b: { mean: latency }')))).toBe(false);
      const { examples: _, ...read } = work;
      expect(isAnswered(read, asks(examples('b: { mean: latency }')))).toBe(true);
      expect(isAnswered(read, asks(', metrics: n.json'))).toBe(false);
    });
  });

  test('of which slices were read answers who names them by the same columns of the same table', () => {
    const slices = (by: string) => `, metrics: m.json, slices: { path: s.csv, by: [${by}] }`;
    expect(newly(slices('a, b'), slices('b, a'))).toEqual([]);
    expect(newly(slices('a, b'), ', metrics: m.json')).toEqual([]);
    expect(newly(slices('a, b'), slices('a'))).toEqual(['slices s.csv']);
    expect(newly(', metrics: m.json', slices('a'))).toEqual(['slices s.csv']);
  });

  test('that could leave an output out does not answer who needs it; the other way round it does', () => {
    const needed = ', outputs: { n: { type: number } }';
    const optional = ', outputs: { n: { type: number, optional: true } }';
    expect(newly(optional, needed)).toEqual(['output n']);
    expect(newly(needed, optional)).toEqual([]);
  });
});
