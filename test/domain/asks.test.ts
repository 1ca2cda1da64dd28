import { describe, expect, test } from 'vitest';
import { asksOf, newlyAsked } from '../../app/domain/asks.ts';
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

  test('that could leave an output out does not answer who needs it; the other way round it does', () => {
    const needed = ', outputs: { n: { type: number } }';
    const optional = ', outputs: { n: { type: number, optional: true } }';
    expect(newly(optional, needed)).toEqual(['output n']);
    expect(newly(needed, optional)).toEqual([]);
  });
});
