import { describe, expect, test } from 'vitest';
import type { ComparedExamples } from '../../../evaluation/comparison.ts';
import { digestOf } from '../../../app/domain/digest.ts';
import type { Baseline } from '../../../app/domain/gate.ts';
import type { KeptExamples } from '../../../app/domain/kept-examples.ts';
import type { KeptSlices } from '../../../app/domain/kept-slices.ts';
import type { PlanStep } from '../../../app/domain/plan.ts';
import type { ComparisonQuestion } from '../../../app/runtime/comparing/comparison-question.ts';
import { gateQuestion, withGateComparison } from '../../../app/runtime/gates/gate-comparisons.ts';
import { ACCURACY } from '../../support/a-table.ts';
import { aBoundGate, aGate, aRegressionGate, aStep } from '../../support/build-plan.ts';
import { aHeader } from '../../support/rows.ts';

const MINE = { digest: digestOf('now'), size: 1, rows: 1, format: 'csv' } as const;
const THEIRS = { digest: digestOf('before'), size: 1, rows: 1, format: 'csv' } as const;
const FOUND = { type: 'found', run: 'r0', metrics: { acc: 0.8 }, examples: THEIRS } as const;
const SAID = {
  type: 'too-few',
  value: 0.5,
  before: 0.8,
  n: 3,
  reason: '3 examples are too few to tell',
} as const;
const KNOWN: ComparedExamples = {
  measured: {},
  beside: {
    pairs: { by: 'id', paired: 1000, onlyNow: 500, onlyBefore: 10 },
    metrics: { acc: SAID },
  },
};

describe('a gate that must be sure', () => {
  test('has what the examples of both say of its metric', async () => {
    const { baseline, asked } = await held({ known: KNOWN });
    expect(baseline).toEqual({ ...FOUND, comparison: SAID });
    expect(asked).toEqual([
      { run: 'r1', asker: 0, scope: 'local', spec: ACCURACY, now: MINE, before: THEIRS },
    ]);
  });

  test('waits while nobody knows it', async () => {
    const { baseline } = await held({ known: null });
    expect(baseline).toEqual({ ...FOUND, comparison: { type: 'under-way' } });
  });

  test('is sure at once where both measured the same bytes', async () => {
    const baseline = { ...FOUND, examples: MINE };
    expect(await held({ baseline, known: KNOWN })).toEqual({
      baseline: { ...baseline, comparison: { type: 'same' } },
      asked: [],
    });
  });

  test('has nothing to ask where the file names no examples, or one of both kept none', () => {
    const judged = { header: aHeader(), metrics: {}, examples: MINE };
    const step = aStep('evaluate', { report: { compare: [], examples: ACCURACY } });
    expect(gateQuestion({ ...judged, step: aStep('evaluate') }, FOUND)).toBe(
      'evaluate has no `report.examples` to be sure by',
    );
    const { examples: _, ...bare } = FOUND;
    expect(gateQuestion({ ...judged, step }, bare)).toBe('evaluate kept no examples to be sure by');
    expect(gateQuestion({ ...judged, step }, FOUND)).toMatchObject({ now: MINE, before: THEIRS });
  });

  test('judges the number where the baseline has no examples', async () => {
    const bare = { type: 'found', run: 'r0', metrics: { acc: 0.8 } } as const;
    const bad = { ...bare, examples: { notCompared: 'it is no CSV' } };
    const none = { type: 'none' } as const;
    for (const baseline of [bare, bad, none]) {
      expect(await held({ baseline, known: KNOWN })).toEqual({ baseline, asked: [] });
    }
  });

  test.each([
    ['kept no examples', undefined, 'evaluate kept no examples to be sure by'],
    [
      'wrote a bad file',
      { notCompared: 'p.csv: row 1 has no id' },
      'evaluate kept no examples to be sure by',
    ],
  ] as const)('is not sure of a step that %s', async (_, examples, reason) => {
    const { baseline, asked } = await held({ examples, known: KNOWN });
    expect(baseline).toEqual({ ...FOUND, comparison: { type: 'refused', reason } });
    expect(asked).toEqual([]);
  });

  test('is not sure of a metric that the examples say nothing of', async () => {
    const reason = 'its examples say nothing of constructor';
    expect(await held({ metric: 'constructor', known: KNOWN })).toMatchObject({
      baseline: { comparison: { type: 'refused', reason } },
    });
    expect(await held({ known: { measured: {}, beside: null } })).toMatchObject({
      baseline: { comparison: { reason: 'its examples say nothing of acc' } },
    });
  });

  test('is not sure of examples that leave out what the baseline has', async () => {
    const pairs = { by: 'id', paired: 1000, onlyNow: 0, onlyBefore: 11 } as const;
    const known = { ...KNOWN, beside: { pairs, metrics: { acc: SAID } } };
    const reason = 'it leaves out 11 of 1,011 examples that the baseline has';
    expect(await held({ known })).toMatchObject({
      baseline: { comparison: { type: 'refused', reason } },
    });
  });

  test('is sure where no more than one of a hundred is left out', async () => {
    const pairs = { by: 'id', paired: 990, onlyNow: 0, onlyBefore: 10 } as const;
    const known = { ...KNOWN, beside: { pairs, metrics: { acc: SAID } } };
    expect(await held({ known })).toMatchObject({ baseline: { comparison: SAID } });
    const clusters = { by: 'cluster', paired: 989, onlyNow: 0, onlyBefore: 11 } as const;
    const fewer = { ...KNOWN, beside: { pairs: clusters, metrics: { acc: SAID } } };
    const reason = 'it leaves out 11 of 1,000 clusters that the baseline has';
    expect(await held({ known: fewer })).toMatchObject({ baseline: { comparison: { reason } } });
  });

  test('is not sure of a number that its own examples do not give', async () => {
    const measured = { acc: { type: 'too-few', value: 0.5, n: 3, reason: '' } } as const;
    const known = { ...KNOWN, measured };
    expect(await held({ known, metrics: { acc: 0.5 } })).toMatchObject({
      baseline: { comparison: SAID },
    });
    for (const [of, metrics] of [
      [known, {}],
      [KNOWN, { acc: 0.9 }],
      [{ ...KNOWN, measured: { acc: { type: 'not-measured', reason: '' } } }, { acc: 0.9 }],
    ] as const) {
      expect(await held({ known: of, metrics })).toMatchObject({ baseline: { comparison: SAID } });
    }
    expect(await held({ known, metrics: { acc: 0.9 } })).toMatchObject({
      baseline: { comparison: { type: 'refused', reason: 'its examples give 0.5' } },
    });
  });

  test('says nothing of what a table holds', async () => {
    const quoted = { type: 'not-compared', reason: 'id `secret` occurs twice' } as const;
    const beside = {
      pairs: { by: 'id', paired: 0, onlyNow: 0, onlyBefore: 0 },
      metrics: { acc: quoted },
    } as const;
    const reason = 'its examples could not be compared';
    expect(await held({ known: { measured: {}, beside } })).toMatchObject({
      baseline: { comparison: { type: 'refused', reason } },
    });
  });

  describe('on slices', () => {
    const pairs = { by: 'id', paired: 500, onlyNow: 0, onlyBefore: 0 } as const;
    const slices = { rows: [sliceOf('a', 0.5), sliceOf('b', 0.6), sliceOf('c', 0.7)] };
    const on = (segment: string | null) => [
      { ...aBoundGate('sure'), metric: 'acc', slice: { by: { segment }, minN: 0 } },
    ];
    const beside = {
      pairs,
      metrics: { acc: SAID },
      slices: [
        { by: { segment: 'a' }, pairs, metrics: { acc: SAID } },
        { by: { segment: 'b' }, pairs, metrics: { acc: SAID } },
        { by: { segment: 'c' }, pairs: { ...pairs, onlyBefore: 9 }, metrics: { acc: SAID } },
      ],
    };
    const refused = (reason: string) => ({ type: 'refused', reason });

    test('has what they say of each that it means', async () => {
      const known = { measured: {}, beside };
      const { baseline, asked } = await held({ gates: on(null), slices, known });
      expect(baseline).toMatchObject({
        ofSlices: [
          { by: { segment: 'a' }, comparison: SAID },
          { by: { segment: 'b' }, comparison: refused('its examples give 0.5') },
          {
            by: { segment: 'c' },
            comparison: refused('it leaves out 9 of 509 examples that the baseline has'),
          },
        ],
      });
      expect(asked[0]?.slices).toEqual([{ segment: 'a' }, { segment: 'b' }, { segment: 'c' }]);
      const one = await held({ gates: on('a'), slices, known });
      expect(one.baseline).toMatchObject({ ofSlices: [{ by: { segment: 'a' } }] });
    });

    test('is not sure of any where the baseline has examples that are gone', async () => {
      const gone = { ...beside, pairs: { ...pairs, onlyBefore: 100 } };
      const known = { measured: {}, beside: gone };
      expect(await held({ gates: on('a'), slices, known })).toMatchObject({
        baseline: { ofSlices: [{ comparison: { type: 'refused' } }] },
      });
    });

    test('says nothing of what a table holds', async () => {
      const quoted = { type: 'not-compared', reason: 'id `secret` occurs twice' } as const;
      const said = { by: { segment: 'a' }, pairs, metrics: { acc: quoted } };
      const known = { measured: {}, beside: { ...beside, slices: [said] } };
      const { baseline } = await held({ gates: on('a'), slices, known });
      expect(JSON.stringify(baseline)).not.toContain('secret');
    });
  });

  test('any other asks nothing of examples', async () => {
    for (const gate of [aRegressionGate('regress'), aGate('good')]) {
      expect(await held({ gates: [gate], known: KNOWN })).toEqual({ baseline: FOUND, asked: [] });
    }
  });
});

function sliceOf(segment: string, acc: number) {
  return { by: { segment }, n: 500, metrics: { acc } };
}

type Given = Partial<Pick<PlanStep, 'gates'>> & {
  readonly baseline?: Baseline;
  readonly examples?: KeptExamples | undefined;
  readonly slices?: KeptSlices;
  readonly metric?: string;
  readonly metrics?: Readonly<Record<string, number>>;
  readonly known: ComparedExamples | null;
};

async function held({
  baseline = FOUND,
  metric = 'acc',
  metrics = {},
  gates,
  known,
  ...given
}: Given) {
  const step = aStep('evaluate', {
    report: { compare: [], examples: ACCURACY },
    gates: gates ?? [{ ...aBoundGate('sure'), metric }],
  });
  const asked: ComparisonQuestion[] = [];
  const comparer = {
    known: async (questions: readonly ComparisonQuestion[]) => {
      asked.push(...questions);
      return [known];
    },
  };
  const examples = 'examples' in given ? given.examples : MINE;
  const judged = {
    header: aHeader({ id: 'r1' }),
    step,
    metrics,
    ...(examples !== undefined && { examples }),
    ...(given.slices !== undefined && { slices: given.slices }),
  };
  const [gate] = step.gates;
  if (gate === undefined) throw new Error('There is no gate.');
  return { baseline: await withGateComparison(comparer, judged, gate, baseline), asked };
}
