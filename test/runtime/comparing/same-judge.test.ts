import { describe, expect, test } from 'vitest';
import { digestOf } from '../../../app/domain/digest.ts';
import type { JudgeSpec } from '../../../app/domain/judge-spec.ts';
import type { StoredExamples } from '../../../app/domain/kept-examples.ts';
import type { Side } from '../../../app/reports/report/report.ts';
import { compareSides } from '../../../app/runtime/comparing/compare-sides.ts';
import { gateQuestion } from '../../../app/runtime/gates/gate-comparisons.ts';
import { judgedOtherwise } from '../../../app/runtime/comparing/same-judge.ts';
import { JUDGE, keptJudge, VERDICTS } from '../../support/a-judge.ts';
import { aStep } from '../../support/build-plan.ts';
import { aHeader } from '../../support/rows.ts';

const FLOATS = { ...JUDGE, model: 'judge-latest', floats: true };
const OTHER = 'another judge: its model, prompt, temperature, seed or scale';
const MAY_FLOAT = 'the name of its judge, judge-latest, may have meant another model';

function kept(name: string, ...judge: Parameters<typeof keptJudge>): StoredExamples {
  const table = { digest: digestOf(name), size: 1, rows: 1, format: 'csv' } as const;
  return { ...table, judge: keptJudge(...judge) };
}

const step = (judge: JudgeSpec) =>
  aStep('evaluate', { report: { compare: [], examples: VERDICTS, judge } });
const strict = kept('before', {}, { prompt: 'Be strict.' });
const unjudged = { digest: digestOf('old'), size: 1, rows: 1, format: 'csv' } as const;

describe('a report', () => {
  const sided = async (judge: JudgeSpec, before: StoredExamples) => {
    const found = { type: 'measured', metrics: { acc: 0.8 }, examples: before } as const;
    const side: Side = { name: 'main', is: 'merge-base', run: null, version: null, found };
    const asked: unknown[] = [];
    const find = async (questions: readonly object[]) => {
      asked.push(...questions);
      return questions.map(() => null);
    };
    const reported = { header: aHeader(), step: step(judge), examples: kept('now'), learned: [] };
    const compared = await compareSides(find, reported, [side]);
    return { side: compared.sides[0], asked };
  };

  test('compares verdicts of one judge', async () => {
    const { side, asked } = await sided(JUDGE, kept('before'));
    expect(side).toMatchObject({ compared: { type: 'under-way' } });
    expect(side).not.toHaveProperty('otherwise');
    expect(asked).toMatchObject([{ before: { digest: digestOf('before') } }]);
  });

  test.each([
    ['another prompt', JUDGE, strict, OTHER],
    ['another prompt, of the same verdicts', JUDGE, { ...strict, digest: digestOf('now') }, OTHER],
    ['no judge', JUDGE, unjudged, OTHER],
    ['a name that floats', FLOATS, kept('before'), MAY_FLOAT],
  ])('calls what %s judged not comparable', async (_, judge, before, why) => {
    const { side, asked } = await sided(judge, before);
    expect(side).toMatchObject({ otherwise: [why] });
    expect(side).not.toHaveProperty('compared');
    expect(asked).toMatchObject([{ before: null }]);
  });

  test('has both sides of pairs in its own run, whoever judged then', async () => {
    const against = { type: 'alias', model: 'm', alias: 'production' } as const;
    const { side, asked } = await sided({ ...FLOATS, against }, strict);
    expect(side).not.toHaveProperty('otherwise');
    expect(asked).toMatchObject([{ before: null }]);
  });
});

describe('a gate', () => {
  const otherwise = (judge: JudgeSpec, before?: StoredExamples) =>
    judgedOtherwise(judge, kept('now'), before);

  test('compares what one judge judged, whatever its name may have meant', () => {
    expect(otherwise(JUDGE, kept('before'))).toEqual([]);
    expect(otherwise(FLOATS, kept('before'))).toEqual([]);
  });

  test.each([
    ['another judge', strict],
    ['no judge', unjudged],
    ['nobody knows who', undefined],
  ])('calls what %s judged measured differently', (_, before) => {
    expect(otherwise(JUDGE, before)).toEqual([OTHER]);
  });

  test('on a step without verdicts says nothing of judges', () => {
    expect(judgedOtherwise(undefined, unjudged, unjudged)).toEqual([]);
    expect(judgedOtherwise(JUDGE, { notCompared: 'it is empty' }, strict)).toEqual([]);
  });

  test('has both sides of pairs in its own run', () => {
    const against = { type: 'alias', model: 'm', alias: 'production' } as const;
    const pairs = { complete: 4, split: 0, decided: 4, first: 2 };
    const ofPairs = kept('before', { pairs }, { prompt: 'Be strict.' });
    expect(otherwise({ ...JUDGE, against }, ofPairs)).toEqual([]);
    // A change that makes pairs of what was judged one by one.
    expect(otherwise({ ...JUDGE, against }, strict)).toEqual([OTHER]);
  });

  test('says it where a change has nothing judged any more', () => {
    expect(judgedOtherwise(undefined, undefined, strict)).toEqual(['no judge any more']);
    expect(judgedOtherwise(undefined, undefined, unjudged)).toEqual([]);
  });
});

describe('a gate that must be sure', () => {
  const asked = (judge: JudgeSpec, now: StoredExamples, examples: StoredExamples) =>
    gateQuestion(
      { header: aHeader(), step: step(judge), metrics: {}, examples: now },
      { type: 'found', run: 'r0', metrics: { acc: 0.8 }, examples },
    );

  test('asks for verdicts of one judge', () => {
    expect(asked(JUDGE, kept('now'), kept('before'))).toMatchObject({ spec: VERDICTS });
    const one = kept('now', { verdicts: 200, unparsed: 2 });
    expect(asked(JUDGE, one, kept('before'))).toMatchObject({ spec: VERDICTS });
  });

  test.each([
    ['a judge that floats', FLOATS, kept('now'), kept('before'), MAY_FLOAT],
    [
      'verdicts of which more than 1 in 100 is lost',
      JUDGE,
      kept('now', { verdicts: 199, unparsed: 2, missing: 1 }),
      kept('before'),
      '3 of 200 verdicts of its judge cannot be read or are missing',
    ],
  ])('does not rest on %s', (...[, judge, now, before, why]) => {
    expect(asked(judge, now, before)).toBe(why);
  });
});
