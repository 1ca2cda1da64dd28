import { describe, expect, test } from 'vitest';
import type { GateSpec } from '../../../app/domain/gate-spec.ts';
import type { KeptSlices } from '../../../app/domain/kept-slices.ts';
import { sliceTables as htmlTables } from '../../../app/reports/html/slice-list.ts';
import { lineText } from '../../../app/reports/layout/line.ts';
import { makeReport } from '../../../app/reports/report/make-report.ts';
import { reportFile } from '../../../app/reports/report/report-json.ts';
import { reportNotes } from '../../../app/reports/report/report-notes.ts';
import type { Report, Side, SideComparison } from '../../../app/reports/report/report.ts';
import { sliceSections } from '../../../app/reports/report/slice-sections.ts';
import { notableSlices } from '../../../app/reports/report/slice-words.ts';
import type { Training } from '../../../app/reports/report/training.ts';
import { sliceTables } from '../../../app/reports/terminal/slice-tables.ts';
import { makeRunView } from '../../../app/reports/view/run-view.ts';
import type { MetricComparison } from '../../../evaluation/comparison.ts';
import { sliceKey } from '../../../evaluation/slices.ts';
import { bySchema } from '../../support/by-schema.ts';
import { aHeader, aPlan, aPlanStep, aStep } from '../build-run.ts';

/** A slice in which auc moved by `change`, known to ± `half`. */
type Moved = {
  readonly name: string;
  readonly change: number;
  readonly half?: number;
  readonly p?: number;
  readonly n?: number;
};

const BEFORE = 0.9;

function comparisonOf({ change, half = 0.01, p, n = 500 }: Moved): MetricComparison {
  const interval = { low: change - half, high: change + half };
  const likely = p ?? (Math.abs(change) > half ? 0.0001 : 0.4);
  return {
    type: 'compared',
    value: BEFORE + change,
    before: BEFORE,
    change,
    interval,
    error: half / 1.96,
    p: likely,
    method: { type: 'influence-function' },
    n,
    clusters: null,
  };
}

type Given = {
  readonly gates?: readonly GateSpec[];
  readonly goal?: 'maximize' | 'minimize';
  readonly before?: KeptSlices | null;
  readonly compared?: SideComparison;
  readonly otherwise?: readonly string[];
  readonly training?: Training;
  readonly isSameModel?: true;
};

const tableOf = (moved: readonly Moved[], of: (each: Moved) => number): KeptSlices => ({
  rows: moved.map((each) => ({
    by: { segment: each.name },
    n: each.n ?? 500,
    metrics: { auc: of(each) },
  })),
});

const NO_PAIRS = { by: 'id', paired: 0, onlyNow: 0, onlyBefore: 0 } as const;

function saidOf(rows: readonly Moved[]): SideComparison {
  const slices = rows.map((each) => ({
    by: { segment: each.name },
    pairs: NO_PAIRS,
    metrics: { auc: comparisonOf(each) },
  }));
  return { type: 'compared', pairs: NO_PAIRS, metrics: {}, slices };
}

/** What main measured, and what its examples say. */
function sideOf(rows: readonly Moved[], given: Given): Side {
  const { before, compared, otherwise = [], isSameModel } = given;
  const slices = before === undefined ? tableOf(rows, () => BEFORE) : before;
  const metrics = { auc: BEFORE };
  return {
    name: 'main',
    is: 'merge-base',
    run: null,
    version: null,
    found: { type: 'measured', metrics, ...(slices !== null && { slices }) },
    otherwise,
    compared: compared ?? saidOf(rows),
    ...(isSameModel && { isSameModel }),
  };
}

function given(moved: readonly Moved[] | KeptSlices, about: Given = {}) {
  const { gates = [], goal = 'maximize', training } = about;
  const slices = 'length' in moved ? tableOf(moved, ({ change }) => BEFORE + change) : moved;
  const side = sideOf('length' in moved ? moved : [], about);
  const goals = { maximize: [] as string[], minimize: [] as string[], [goal]: ['auc'] };
  const metrics = { path: 'm', live: null, primary: 'auc', ...goals };
  const plan = aPlan([aPlanStep('evaluate', { metrics, gates })]);
  const measured = { metrics: { auc: 0.9 }, slices };
  const step = aStep('evaluate', { state: 'over', result: 'success', ...measured });
  const header = aHeader({ status: 'succeeded', endedAt: Date.UTC(2026, 2, 1, 10) });
  const view = makeRunView({ plan, header, steps: [step], attempts: [], models: [], aliases: [] });
  const [judged] = view.steps;
  if (judged === undefined) throw new Error('There is no step.');
  const report = makeReport(judged, plan, [side], { ...(training && { training }) });
  return { view, plan, report, side };
}

function claimsOf({ slices = [] }: Report): Readonly<Record<string, string | undefined>> {
  return Object.fromEntries(
    slices.map(({ by, metrics }) => [by['segment'] ?? '', metrics[0]?.against['main']?.claim]),
  );
}

const claims = (...of: Parameters<typeof given>) => claimsOf(given(...of).report);

/** Fourteen slices that did not change. */
const STILL: readonly Moved[] = Array.from({ length: 14 }, (_, at) => ({
  name: `s${at}`,
  change: 0,
}));

const gate = (segment: string | null, minN = 0): GateSpec => ({
  id: 'groups',
  metric: 'auc',
  severity: 'fail',
  slice: { by: { segment }, minN },
  test: { type: 'value', op: '>=', value: 0.5 },
});

describe('what may be claimed of slices', () => {
  test('is what all of them together let stand: Benjamini–Hochberg at 10 %', () => {
    const near = { change: -0.011, p: 0.03 };
    expect(claims([{ name: 'a', ...near }])).toEqual({ a: 'worse' });
    expect(claims([{ name: 'a', ...near }, ...STILL])).toMatchObject({ a: 'no-detectable-change' });
    const sure = { name: 'a', change: -0.02, p: 0.001 };
    expect(claims([sure, ...STILL])).toMatchObject({ a: 'worse', s0: 'no-detectable-change' });
    // Whoever is flagged lets others be: 2 × 10 % / 15.
    const second = { name: 'b', change: -0.02, p: 0.013 };
    expect(claims([sure, second, ...STILL.slice(1)])).toMatchObject({ a: 'worse', b: 'worse' });
    expect(claims([{ ...sure, p: 0.5 }, second, ...STILL.slice(1)])).toMatchObject({
      b: 'no-detectable-change',
    });
  });

  test('is nothing where the interval of 95 % holds 0, whatever stands beside it', () => {
    expect(claims([{ name: 'a', change: -0.01, half: 0.0101, p: 0.06 }])).toEqual({
      a: 'no-detectable-change',
    });
  });

  test('is by the way that is better', () => {
    expect(claims([{ name: 'a', change: 0.02 }], { goal: 'minimize' })).toEqual({ a: 'worse' });
  });

  test('has a level of its own for slices that a gate names: Holm at 5 %', () => {
    const near = { name: 'a', change: -0.02, p: 0.03 };
    expect(claims([near, ...STILL], { gates: [gate('a')] })).toMatchObject({ a: 'worse' });
    expect(claims([near, ...STILL], { gates: [gate(null)] })).toMatchObject({
      a: 'no-detectable-change',
    });
    const { report } = given([near, ...STILL], { gates: [gate('a')] });
    expect(report.slices?.map(({ metrics }) => metrics[0]?.isGated)).toEqual(
      [near, ...STILL].map(({ name }) => name === 'a'),
    );
    expect(reportNotes(report)).toContain('slices with a gate are judged among themselves (Holm)');
  });

  test('is nothing of slices that are too small, for everybody or for their gate', () => {
    const few = { change: -0.2, n: 19 };
    const { report } = given([{ name: 'a', ...few }]);
    expect(report.slices?.[0]?.metrics[0]?.against['main']).toMatchObject({
      claim: 'cannot-tell',
      interval: null,
      why: '19 rows are too few to tell (fewer than 20)',
    });
    const small = [{ name: 'a', change: -0.2, n: 199 }];
    expect(claims(small)).toEqual({ a: 'worse' });
    expect(claims(small, { gates: [gate(null, 200)] })).toEqual({ a: 'cannot-tell' });
  });

  test('is nothing of numbers that the examples do not give', () => {
    const compared = given([{ name: 'a', change: -0.2 }]).side.compared;
    const table = tableOf([{ name: 'a', change: 0 }], () => 0.89);
    const { report } = given(table, {
      before: tableOf([{ name: 'a', change: 0 }], () => BEFORE),
      ...(compared !== undefined && { compared }),
    });
    expect(report.slices?.[0]?.metrics[0]?.against['main']).toMatchObject({
      claim: 'cannot-tell',
      why: 'its examples give 0.7',
    });
  });

  test('is by what the tables say of themselves where there are no examples', () => {
    const compared = { type: 'not-compared', reason: 'this run kept no examples' } as const;
    expect(claims([{ name: 'a', change: -0.2 }], { compared })).toEqual({ a: 'cannot-tell' });
    const sure = (auc: number): KeptSlices => ({
      rows: [
        {
          by: { segment: 'a' },
          n: 50,
          metrics: { auc, 'auc.low': auc - 0.01, 'auc.high': auc + 0.01 },
        },
      ],
    });
    const { report } = given(sure(0.8), { before: sure(0.9), compared });
    expect(claimsOf(report)).toEqual({ a: 'worse' });
    expect(report.slices?.[0]?.metrics.map(({ name }) => name)).toEqual(['auc']);
  });

  test.each([
    [{ compared: { type: 'under-way' } as const }, 'cannot-tell'],
    [{ compared: { type: 'same' } as const }, 'cannot-tell'],
    [{ otherwise: ['its command'] }, 'cannot-tell'],
    [{ before: null }, undefined],
  ])('is nothing where nothing can be compared: %#', (about, claim) => {
    expect(claims([{ name: 'a', change: -0.2 }], about)).toEqual({ a: claim });
  });
});

describe('the order of slices', () => {
  test('is by the bound nearest to harmless, not by the point', () => {
    const { report, side } = given([
      { name: 'tiny', change: -0.3, half: 0.29 },
      { name: 'grey', change: -0.02, half: 0.5 },
      { name: 'large', change: -0.1, half: 0.02 },
      { name: 'better', change: 0.1, half: 0.02 },
    ]);
    expect(notableSlices(report, side).map(({ slice }) => slice.by['segment'])).toEqual([
      'large',
      'tiny',
      'better',
      'grey',
    ]);
  });
});

describe('training again', () => {
  /** Trainings move auc in slice `a` by so much; of others nobody knows. */
  const moves = (sd: number): Training => ({
    of: 1,
    // By so little on the whole, which says nothing of a part.
    spreads: { auc: { sd: 0.0001, n: 5, from: 'seeds', step: 'train' } },
    slices: { [sliceKey({ segment: 'a' })]: { auc: { sd, n: 5, from: 'seeds', step: 'train' } } },
    selection: null,
    together: null,
  });
  const told = (...of: Parameters<typeof given>) =>
    given(...of).report.slices?.map(({ metrics }) => metrics[0]?.against['main']);
  const two = [
    { name: 'a', change: -0.02 },
    { name: 'b', change: -0.02 },
  ];

  test('is allowed for in each slice by how much it moves that one', () => {
    expect(told(two, { training: moves(0.01) })).toMatchObject([
      { claim: 'no-detectable-change', restsOn: 'both' },
      { claim: 'worse', restsOn: 'test' },
    ]);
    // t.ppf(0.975, 4) * 0.001 * sqrt(2) = 0.003927, beside 0.01
    const [a] = told(two, { training: moves(0.001) }) ?? [];
    expect(a).toMatchObject({ claim: 'worse' });
    expect(a?.interval?.low).toBeCloseTo(-0.02 - Math.hypot(0.003927, 0.01), 5);
  });

  test('is not, where both measured one model', () => {
    const [a] = told(two, { training: moves(0.01), isSameModel: true }) ?? [];
    expect(a).toMatchObject({ claim: 'worse', restsOn: 'same-model' });
  });

  test('is all that is known where no examples say how sure a slice is', () => {
    const compared = { type: 'not-compared', reason: 'there are none' } as const;
    const [a, b] = told(two, { training: moves(0.001), compared }) ?? [];
    expect(a).toMatchObject({ claim: 'worse', restsOn: 'training' });
    expect(b).toMatchObject({ claim: 'cannot-tell', interval: null });
  });

  test('is named beside how many were flagged', () => {
    const noteOf = (about: Given) => reportNotes(given(two, about).report).join(' ');
    expect(noteOf({ training: moves(0.001) })).toContain(' (test-set noise, training noise of 1; ');
    const alone = reportNotes(given(two.slice(0, 1), { training: moves(0.001) }).report).join(' ');
    expect(alone).toContain(' (test-set and training noise; ');
    expect(noteOf({ isSameModel: true })).toContain(' (test-set noise; the model is the same; ');
  });
});

describe('what is told of slices', () => {
  const TWO: readonly Moved[] = [
    { name: 'prepaid', change: -0.03, n: 1204 },
    { name: 'late', change: -0.02 },
    ...STILL.slice(2),
  ];
  const NOTE =
    '2 of 14 numbers in 14 slices flagged beside main (test-set noise only; Benjamini–Hochberg at 10 %); 0.7 would be at plain 95 % by chance';
  const commentOf = (...of: Parameters<typeof given>) =>
    sliceSections(given(...of).report)
      .map(({ head }) => head)
      .join('\n');

  test('in a comment stands open where it got worse, at most ten of them', () => {
    const told = commentOf(TWO);
    expect(told).toContain(
      '<details open><summary><b>Where it got worse</b>: 2 of 14 slices</summary>',
    );
    expect(told).toContain(
      '| <code>segment=prepaid</code> | auc | 0.87 | ❌ −0.03 <sub>from 0.9, 95\u00a0%\u00a0−0.040\u00a0…\u00a0−0.020</sub> | 1,204 |',
    );
    expect(told).toContain('| <code>segment=s2</code> | auc | 0.9 | ⚪ = <sub>');
    expect(told.match(/<code>segment=/g)).toHaveLength(10);
    expect(told).toContain(' · 4 more</sub>');
    expect(told).toContain('2 of 14 numbers in 14 slices flagged beside main');
  });

  test('in a comment is folded where it did not', () => {
    expect(commentOf(STILL)).toContain(
      '<details><summary><b>Slices</b>: none of 14 was seen to get worse',
    );
    const compared = { type: 'not-compared', reason: 'row 3: id "ada@example.com"' } as const;
    const told = commentOf(STILL, { compared: { ...compared } });
    expect(told).not.toContain('ada');
    expect(commentOf(STILL, { before: null })).toContain('<b>Slices</b>: 14</summary>');
    expect(commentOf({ notRead: 'row 1 names "Ada"' })).toBe('');
  });

  test('in a comment is text and nothing else, whatever a table names', () => {
    const name = '</code>@ada #1 | <img src=x> www.example.org `x`';
    const told = commentOf([{ name, change: -0.05 }]);
    expect(told).not.toMatch(/@ada|<img|www\.|`x`/);
    expect(
      told
        .split('\n')
        .find((line) => line.includes('segment='))
        ?.match(/ \| /g),
    ).toHaveLength(4);
    const long = commentOf([{ name: 'x'.repeat(100), change: -0.05 }]);
    expect(long).not.toContain('x'.repeat(60));
  });

  test('in notes is how many chance would bring', () => {
    expect(reportNotes(given(TWO).report)).toContain(NOTE);
    expect(reportNotes(given({ notRead: 'x' }).report)).toContain('its slices could not be read');
    expect(reportNotes(given(TWO, { before: null }).report)).toContain(
      'main has measured no slices',
    );
    const unread = { notRead: 'x' };
    expect(reportNotes(given(TWO, { before: unread }).report)).toContain(
      'the slices of main could not be read',
    );
  });

  test('in a terminal is a table, and on a page', async () => {
    const { report, view } = given(TWO);
    const [lines = []] = sliceTables(report, view, 120);
    expect(
      lines
        .map(lineText)
        .slice(0, 2)
        .map((text) => text.replaceAll(/ {2,}/g, '  ')),
    ).toEqual([
      expect.stringMatching(/^slice {2}metric {2}rows {2}#\S+ {2}change {2}change, 95 %$/),
      'segment=prepaid  auc  1,204  0.87  −0.03  worse  −0.040 … −0.020',
    ]);
    const page = String(await htmlTables(report, view)).replaceAll(/\s+/g, ' ');
    expect(page).toContain('<th scope="row">segment=prepaid</th> <td>auc</td>');
    expect(page).toContain('<span class="t-bad">−0.03 worse</span>');
  });

  test('in JSON is all of it', () => {
    const { report, view, plan } = given(TWO, { gates: [gate('late')] });
    const file = reportFile({ view, plan, report, changed: null, baseCommits: [] });
    const checked = bySchema('report', file);
    if (!checked.valid) throw new Error(JSON.stringify(checked.errors));
    expect(checked.value.slices).toHaveLength(14);
    expect(checked.value.slices?.[0]).toMatchObject({
      by: { segment: 'prepaid' },
      n: 1204,
      gated: false,
      metrics: [
        {
          name: 'auc',
          against: {
            main: {
              claim: 'worse',
              interval: { method: 'influence-function', n: 1204 },
              adjusted: 'benjamini-hochberg',
            },
          },
        },
      ],
    });
    expect(checked.value.slices?.[1]).toMatchObject({
      gated: true,
      metrics: [{ against: { main: { adjusted: 'holm' } } }],
    });
  });
});
