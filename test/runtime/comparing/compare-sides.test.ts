import { describe, expect, test } from 'vitest';
import type { ComparedExamples } from '../../../evaluation/comparison.ts';
import { digestOf } from '../../../app/domain/digest.ts';
import type { KeptExamples } from '../../../app/domain/kept-examples.ts';
import type { Side } from '../../../app/reports/report/report.ts';
import { compareSides } from '../../../app/runtime/comparing/compare-sides.ts';
import type { ComparisonQuestion } from '../../../app/runtime/comparing/comparison-question.ts';
import { ACCURACY } from '../../support/a-table.ts';
import { aStep } from '../../support/build-plan.ts';
import { aHeader } from '../../support/rows.ts';

const tableOf = (name: string) =>
  ({ digest: digestOf(name), size: 1, rows: 1, format: 'csv' }) as const;
const MINE = tableOf('now');
const PAIRS = { by: 'id', paired: 5, onlyNow: 0, onlyBefore: 0 } as const;
const ALONE = { acc: { type: 'not-measured', reason: 'it is only a test' } } as const;

function aSide(name: string, examples?: KeptExamples, otherwise: readonly string[] = []): Side {
  const kept = examples === undefined ? {} : { examples };
  const found = { type: 'measured', metrics: { acc: 0.8 }, ...kept } as const;
  return { name, is: 'merge-base', run: null, version: null, found, otherwise };
}

describe('what a report is told of examples', () => {
  test('is asked for each side that has some and measured in the same way', async () => {
    const sides = [
      aSide('otherwise', tableOf('a'), ['its command changed']),
      aSide('none'),
      aSide('main', tableOf('b')),
      aSide('bad', { notCompared: 'it is no CSV' }),
      aSide('churn@production', tableOf('c')),
    ];
    const { asked, compared } = await found(sides, ({ before }) => ({
      measured: ALONE,
      beside: { pairs: PAIRS, metrics: { [before?.digest ?? '']: NOT } },
    }));
    expect(asked.map(({ before }) => before?.digest)).toEqual(
      ['b', 'c'].map((name) => digestOf(name)),
    );
    const saidBy = (name: string) => ({
      type: 'compared',
      pairs: PAIRS,
      metrics: { [digestOf(name)]: NOT },
    });
    expect(compared.sides.map((side) => side.compared)).toEqual([
      undefined,
      undefined,
      saidBy('b'),
      undefined,
      saidBy('c'),
    ]);
    expect(compared).toMatchObject({ measured: ALONE, leakage: [], awaited: [] });
  });

  test('says what is still being found out, and what is known already', async () => {
    const sides = [aSide('main', tableOf('a')), aSide('churn@production', tableOf('b'))];
    const { asked, compared } = await found(sides, ({ before }) =>
      before?.digest === digestOf('a')
        ? null
        : { measured: ALONE, beside: { pairs: PAIRS, metrics: {} } },
    );
    expect(compared.awaited).toEqual([asked[0]]);
    expect(compared.sides.map((side) => side.compared?.type)).toEqual(['under-way', 'compared']);
    expect(compared.measured).toEqual(ALONE);
  });

  test('is that they are the same where both measured the same bytes, of which nothing is asked', async () => {
    const sides = [aSide('main', MINE), aSide('churn@production', tableOf('b'))];
    const { asked, compared } = await found(sides, () => ({
      measured: ALONE,
      beside: { pairs: PAIRS, metrics: {} },
    }));
    expect(asked.map(({ before }) => before?.digest)).toEqual([digestOf('b')]);
    expect(compared.sides).toEqual([
      { ...aSide('main', MINE), compared: { type: 'same' } },
      { ...sides[1], compared: { type: 'compared', pairs: PAIRS, metrics: {} } },
    ]);
  });

  test('is that they were not compared where only one of them was read', async () => {
    const sides = [aSide('main', tableOf('a'))];
    const { compared } = await found(sides, () => ({ measured: ALONE, beside: null }));
    expect(compared.sides[0]?.compared).toEqual({
      type: 'not-compared',
      reason: 'they were not compared',
    });
  });

  test('is how sure the step is by itself where no side has examples', async () => {
    const { asked, compared } = await found([aSide('main')], () => ({
      measured: ALONE,
      beside: null,
    }));
    expect(asked).toEqual([
      { run: 'r1', asker: 0, scope: 'local', spec: ACCURACY, now: MINE, before: null },
    ]);
    expect(compared).toEqual({ sides: [aSide('main')], measured: ALONE, leakage: [], awaited: [] });
    const unknown = await found([], () => null);
    const none = { sides: [], measured: {}, leakage: [] };
    expect(unknown.compared).toEqual({ ...none, awaited: unknown.asked });
    expect(unknown.asked).toHaveLength(1);
  });

  test.each([
    ['wrote a bad file', { notCompared: 'row 1 has no id' }, 'row 1 has no id'],
    ['kept none', undefined, 'this run kept no examples'],
  ] as const)('is why not, where the step %s', async (_, examples, reason) => {
    const sides = [aSide('main', tableOf('a')), aSide('other', tableOf('b'), ['data'])];
    const { asked, compared } = await found(sides, () => null, examples);
    expect(asked).toEqual([]);
    expect(compared.sides).toEqual([
      { ...sides[0], compared: { type: 'not-compared', reason } },
      sides[1],
    ]);
    expect(compared).toMatchObject({ measured: {}, awaited: [] });
  });

  test('is nothing where the file asks for none', async () => {
    const sides = [aSide('main', tableOf('a'))];
    const reported = { header: aHeader(), step: aStep('evaluate'), examples: MINE, learned: [] };
    const never = async () => {
      throw new Error('It was asked.');
    };
    expect(await compareSides(never, reported, sides)).toEqual({
      sides,
      measured: {},
      leakage: [],
      awaited: [],
    });
  });
});

const NOT = { type: 'not-compared', reason: 'it is only a test' } as const;

async function found(
  sides: readonly Side[],
  answer: (question: ComparisonQuestion) => ComparedExamples | null,
  ...given: readonly [(KeptExamples | undefined)?]
) {
  // Left out is a table, and undefined none.
  const examples = given.length === 0 ? MINE : given[0];
  const step = aStep('evaluate', { report: { compare: [], examples: ACCURACY } });
  const asked: ComparisonQuestion[] = [];
  const find = async (questions: readonly ComparisonQuestion[]) => {
    asked.push(...questions);
    return questions.map(answer);
  };
  const reported = { header: aHeader({ id: 'r1' }), step, examples, learned: [] };
  return { asked, compared: await compareSides(find, reported, sides) };
}
