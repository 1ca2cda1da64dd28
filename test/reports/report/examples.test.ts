import { describe, expect, test } from 'vitest';
import type {
  MeasuredMetric,
  Method,
  MetricComparison,
  PairCounts,
} from '../../../evaluation/comparison.ts';
import { bySchema } from '../../support/by-schema.ts';
import { reportFile } from '../../../app/reports/report/report-json.ts';
import { reportNotes } from '../../../app/reports/report/report-notes.ts';
import { tableSections } from '../../../app/reports/report/report-sections.ts';
import { headOf } from '../../../app/reports/report/report-words.ts';
import { makeReport } from '../../../app/reports/report/make-report.ts';
import type { Side, SideComparison } from '../../../app/reports/report/report.ts';
import { makeRunView } from '../../../app/reports/view/run-view.ts';
import { aHeader, aPlan, aPlanStep, aStep } from '../build-run.ts';

const BCA: Method = { type: 'bca', resamples: 10_000, units: 2000 };
const ALL: PairCounts = { by: 'id', paired: 2000, onlyNow: 0, onlyBefore: 0 };

/** A change of 0.02 on 2,000 examples, known to ± half. */
function moved(half: number, given: Partial<Compared> = {}): MetricComparison {
  const change = given.change ?? 0.02;
  const interval = { low: change - half, high: change + half };
  const sure = { error: half / 1.96, p: half < Math.abs(change) ? 0.001 : 0.2 };
  const about = { value: 0.9 + change, before: 0.9, change, interval, method: BCA, n: 2000 };
  return { type: 'compared', ...about, ...sure, clusters: null, ...given };
}
type Compared = Extract<MetricComparison, { type: 'compared' }>;

describe('what examples of both sides say of a metric', () => {
  test.each([
    ['auc', moved(0.01), 'better'],
    ['auc', moved(0.01, { change: -0.02 }), 'worse'],
    ['loss', moved(0.01), 'worse'],
    ['loss', moved(0.01, { change: -0.02 }), 'better'],
    ['auc', moved(0.03), 'no-detectable-change'],
    ['size', moved(0.01), 'changed'],
    ['size', moved(0.03), 'no-detectable-change'],
    ['size', moved(0.01, { change: 0 }), 'no-detectable-change'],
  ] as const)('%s: is claimed by its interval', (name, comparison, claim) => {
    const { change } = claimed({ [name]: comparison }, name);
    expect(change).toMatchObject({ claim });
    expect(change).toMatchObject({ by: { n: 2000, clusters: null, method: BCA } });
  });

  test('is what the steps wrote of themselves no more', () => {
    const sure = { auc: 0.92, 'auc.low': 0.91, 'auc.high': 0.93 };
    const before = { auc: 0.9, 'auc.low': 0.89, 'auc.high': 0.91 };
    const { change } = claimed({ auc: moved(0.03) }, 'auc', { now: sure, before });
    expect(change).toMatchObject({ claim: 'no-detectable-change', interval: { high: 0.05 } });
    const not: MetricComparison = { type: 'not-compared', reason: 'no id is on both sides' };
    const alone = claimed({ auc: not }, 'auc', { now: sure, before });
    expect(alone.change).toMatchObject({ claim: 'better' });
    expect(alone.change).not.toHaveProperty('by');
  });

  test('is nothing where they are too few, and the head says why', () => {
    const reason = 'the sides differ in only 4 of 2,000 examples: too few to tell';
    const few = { type: 'too-few', value: 0.921, before: 0.9, n: 2000, reason } as const;
    const sides = { now: { auc: 0.92 }, before: { auc: 0.9 } };
    const { change, report } = claimed({ auc: few }, 'auc', sides);
    expect(change).toMatchObject({ claim: 'cannot-tell', interval: null, why: reason });
    expect(headOf(report)?.standings[0]).toMatchObject({
      word: 'cannot tell against',
      moved: '+0.021',
      caveat: reason,
    });
    expect(reportNotes(report).join('; ')).not.toContain('noise not known');
  });

  test('is nothing while they are being compared', () => {
    const { change, report } = claimed({ type: 'under-way' }, 'auc');
    expect(change).toMatchObject({
      claim: 'cannot-tell',
      why: 'its examples are being compared',
    });
    expect(headOf(report)?.standings[0]?.caveat).toBe('its examples are being compared');
    expect(fileOf(report).state).toBe('partial');
  });

  test('is not asked of what another code or other data measured', () => {
    const { change } = claimed({ auc: moved(0.01) }, 'auc', { otherwise: ['its command'] });
    expect(change).toMatchObject({ claim: 'cannot-tell', interval: null });
  });

  test('of metrics that the file declares no examples of is nothing', () => {
    const { change } = claimed({ recall: moved(0.01) }, 'recall');
    expect(change).toMatchObject({ claim: 'cannot-tell', interval: null });
  });

  test('colours no metric beside the primary one that Holm does not let stand', () => {
    const near = (p: number) => moved(0.019, { p });
    const { report } = claimed({ auc: near(0.04), loss: near(0.04), size: near(0.9) }, 'auc');
    const claims = report.metrics.map(({ name, against }) => [name, against['main']?.claim]);
    expect(Object.fromEntries(claims)).toMatchObject({
      auc: 'better',
      loss: 'no-detectable-change',
    });
    const note =
      'metrics beside the primary one are judged together (Holm): of so many, one whose interval leaves out 0 may be chance';
    expect(reportNotes(report)).toContain(note);
    expect(
      tableSections(report, null)
        .map(({ head }) => head)
        .join(),
    ).toContain('leaves out 0');
    const clear = claimed({ auc: moved(0.01), loss: moved(0.03), size: moved(0.03) }, 'auc');
    expect(reportNotes(clear.report)).toContain(
      'metrics beside the primary one are judged together (Holm)',
    );
  });
});

describe('the notes of a report with examples', () => {
  const notesOf = (...given: Parameters<typeof claimed>) => reportNotes(claimed(...given).report);

  test('say what was not compared, and why, each reason once', () => {
    const reason = 'this run kept no examples';
    expect(notesOf({ type: 'not-compared', reason }, 'auc')).toContain(
      `not compared example by example with main: ${reason}`,
    );
    const not = { type: 'not-compared', reason: 'no id is on both sides' } as const;
    const notes = notesOf({ auc: not, loss: not }, 'auc');
    expect(notes.filter((note) => note.startsWith('not compared example by example'))).toEqual([
      'not compared example by example with main: no id is on both sides',
    ]);
  });

  test.each([
    [{ ...ALL, onlyNow: 10, onlyBefore: 10 }, undefined],
    [
      { ...ALL, onlyNow: 11, onlyBefore: 10 },
      '21 of 2,021 examples are not on both sides, beside main, and are left out',
    ],
    [
      { by: 'cluster', paired: 90, onlyNow: 10, onlyBefore: 0 },
      '10 of 100 clusters are not on both sides, beside main, and are left out',
    ],
  ] as const)('warn of more than 1 in 100 that one side alone has', (pairs, warning) => {
    const notes = notesOf({ auc: moved(0.01) }, 'auc', { pairs });
    expect(notes.find((note) => note.includes('left out'))).toBe(warning);
  });

  test('say the smallest difference that the set can show', () => {
    expect(notesOf({ auc: moved(0.009), loss: moved(0.5) }, 'auc')).toContain(
      'the smallest difference in auc that these 2,000 examples can show, if none of them belong together: ±0.009',
    );
    expect(notesOf({ auc: moved(0.009, { clusters: 1200 }) }, 'auc')).toContain(
      'the smallest difference in auc that these 2,000 examples in 1,200 clusters can show: ±0.009',
    );
    const few = { type: 'too-few', value: 0.9, before: 0.9, n: 5, reason: 'only 5' } as const;
    expect(notesOf({ auc: few }, 'auc').join('; ')).not.toContain('smallest');
  });

  test('name a number that its examples do not give', () => {
    const notes = (value: number) =>
      notesOf({ auc: moved(0.01) }, 'auc', { measured: { auc: measured(value) } });
    expect(notes(0.85)).toContain('auc was written as 0.92, and its examples give 0.85');
    expect(notes(0.92 + 1e-9).join('; ')).not.toContain('examples give');
  });
});

describe('what a pull request is told of examples', () => {
  const toldOf = (...given: Parameters<typeof claimed>) =>
    tableSections(claimed(...given).report, null)
      .map(({ head }) => head)
      .join('\n');

  test('is what a reader of the report is told, without what an example may say itself', () => {
    const reason = 'row 3: id "ada@example.com" stands there twice';
    const told = toldOf({ auc: moved(0.009), loss: { type: 'not-compared', reason } }, 'auc', {
      pairs: { ...ALL, onlyNow: 90 },
      measured: { auc: measured(0.85) },
    });
    expect(told).toContain('90 of 2,090 examples are not on both sides, beside main');
    expect(told).toContain('if none of them belong together&#58; ±0.009');
    expect(told).toContain('auc was written as 0.92, and its examples give 0.85');
    expect(told).toContain('· not compared example by example with main · ');
    expect(told).not.toContain('twice');
  });

  test('is not that its noise is not known, where its examples say why they cannot tell', () => {
    const sides = { now: { auc: 0.92 }, before: { auc: 0.9 } };
    const few = { type: 'too-few', value: 0.92, before: 0.9, n: 5, reason: 'only 5' } as const;
    expect(toldOf({ auc: few }, 'auc', sides)).not.toContain('noise not known');
    expect(toldOf({ type: 'under-way' }, 'auc', sides)).not.toContain('noise not known');
    const bare = { type: 'not-compared', reason: 'this run kept no examples' } as const;
    expect(toldOf(bare, 'auc', sides)).toContain('noise not known');
  });
});

describe('the JSON of a report with examples', () => {
  test('says by what method and of how many examples a claim is, and a number', () => {
    const { report } = claimed({ auc: moved(0.01), loss: moved(0.01) }, 'auc', {
      measured: { auc: measured(0.92) },
    });
    const { metrics, state } = fileOf(report);
    expect(state).toBe('final');
    expect(metrics[0]).toMatchObject({
      name: 'auc',
      noise: { test: { low: 0.91, high: 0.93, from: 'examples', n: 1800 } },
      against: { main: { claim: 'better', interval: { method: 'bca', n: 2000 }, adjusted: null } },
    });
    const loss = metrics.find(({ name }) => name === 'loss');
    expect(loss).toMatchObject({ against: { main: { adjusted: 'holm' } } });
  });

  test('tells what a step wrote from what its examples say', () => {
    const now = { auc: 0.92, 'auc.low': 0.9, 'auc.high': 0.94 };
    const given = { now, measured: { auc: measured(0.92) } };
    const { metrics } = fileOf(claimed({ type: 'under-way' }, 'auc', given).report);
    expect(metrics[0]?.noise.test).toEqual({ low: 0.9, high: 0.94, from: 'written', n: null });
  });
});

const measured = (value: number): MeasuredMetric => ({
  type: 'measured',
  value,
  interval: { low: value - 0.01, high: value + 0.01 },
  error: 0.005,
  method: { type: 'delong' },
  n: 1800,
  clusters: null,
});

const statistic = { type: 'mean', column: 'x' } as const;
const PLAN = aPlan([
  aPlanStep('evaluate', {
    metrics: {
      path: 'm',
      live: null,
      primary: 'auc',
      maximize: ['auc', 'recall'],
      minimize: ['loss'],
    },
    report: {
      compare: [],
      examples: {
        path: 'p.csv',
        id: 'id',
        cluster: null,
        show: [],
        metrics: { auc: statistic, loss: statistic, size: statistic },
      },
    },
  }),
]);

type Given = {
  readonly now?: Readonly<Record<string, number>>;
  readonly before?: Readonly<Record<string, number>>;
  readonly otherwise?: readonly string[];
  readonly pairs?: PairCounts;
  readonly measured?: Readonly<Record<string, MeasuredMetric>>;
};

const NOW = { auc: 0.92, loss: 0.92, size: 0.92, recall: 0.92 };
const BEFORE = { auc: 0.9, loss: 0.9, size: 0.9, recall: 0.9 };

/** A report beside main of which examples say this, and its change of one metric. */
function claimed(
  said: Readonly<Record<string, MetricComparison>> | SideComparison,
  name: string,
  { now = NOW, before = BEFORE, otherwise = [], pairs = ALL, measured: alone = {} }: Given = {},
) {
  const compared = isSide(said) ? said : ({ type: 'compared', pairs, metrics: said } as const);
  const found = { type: 'measured', metrics: before } as const;
  const about = { name: 'main', is: 'merge-base', run: null, version: null } as const;
  const side: Side = { ...about, found, otherwise, compared };
  const [step] = viewOf(now).steps;
  if (step === undefined) throw new Error('There is no step.');
  const report = makeReport(step, PLAN, [side], { measured: alone });
  const change = report.metrics.find((metric) => metric.name === name)?.against['main'];
  return { report, change };
}

function isSide(said: object): said is SideComparison {
  return 'type' in said && typeof said.type === 'string';
}

function fileOf(report: ReturnType<typeof makeReport>) {
  const file = reportFile({
    view: viewOf(NOW),
    plan: PLAN,
    report,
    changed: null,
    baseCommits: [],
  });
  const checked = bySchema('report', file);
  if (!checked.valid) throw new Error(JSON.stringify(checked.errors));
  return checked.value;
}

function viewOf(metrics: Readonly<Record<string, number>>) {
  const steps = [aStep('evaluate', { state: 'over', result: 'success', metrics })];
  const header = aHeader({ status: 'succeeded', endedAt: Date.UTC(2026, 2, 1, 10) });
  return makeRunView({ plan: PLAN, header, steps, attempts: [], models: [], aliases: [] });
}
