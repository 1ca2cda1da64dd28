import { describe, expect, test } from 'vitest';
import { makeReport, type AlsoKnown } from '../../../app/reports/report/make-report.ts';
import { nothingMeasured } from '../../../app/reports/report/nothing-measured.ts';
import type { Report, Side } from '../../../app/reports/report/report.ts';
import { reportNotes } from '../../../app/reports/report/report-notes.ts';
import { headOf } from '../../../app/reports/report/report-words.ts';
import { reportedStep } from '../../../app/reports/report/reported-step.ts';
import type { Training } from '../../../app/reports/report/training.ts';
import { makeRunView } from '../../../app/reports/view/run-view.ts';
import { aHeader, aPlan, aPlanStep, aStep } from '../build-run.ts';

const METRICS = {
  path: 'm.json',
  live: null,
  primary: 'auc',
  maximize: ['auc'],
  minimize: ['loss'],
};
const PLAN = aPlan([aPlanStep('evaluate', { metrics: METRICS })]);

/** To ± 0.00196 by the test set: a standard error of 0.001. */
const sure = (auc: number) => ({ auc, 'auc.low': auc - 0.00196, 'auc.high': auc + 0.00196 });

function trained(sd: number | null, change: Partial<Training> = {}): Training {
  const spread = { sd: sd ?? 0, n: 5, from: 'seeds', step: 'train' } as const;
  const spreads: Training['spreads'] = sd === null ? {} : { auc: spread };
  return { of: 1, selection: null, together: null, spreads, ...change };
}

type Given = {
  readonly now: Readonly<Record<string, number>>;
  readonly before: Readonly<Record<string, number>>;
  readonly known?: AlsoKnown;
  readonly side?: Partial<Side>;
};

function reportOf({ now, before, known = {}, side = {} }: Given): Report {
  const main: Side = {
    name: 'main',
    is: 'merge-base',
    run: null,
    version: null,
    found: { type: 'measured', metrics: before },
    ...side,
  };
  const over = { state: 'over', result: 'success' } as const;
  const steps = [aStep('evaluate', { ...over, order: 0, metrics: now })];
  const [step] = viewOf(steps).steps;
  if (step === undefined) throw new Error('There is no step.');
  return makeReport(step, PLAN, [main], known);
}

function viewOf(steps: Parameters<typeof makeRunView>[0]['steps'], plan = PLAN) {
  const none = { attempts: [], models: [], aliases: [] };
  return makeRunView({ plan, header: aHeader(), steps, ...none });
}

const standing = (report: Report) => headOf(report)?.standings[0];

describe('a claim', () => {
  const [now, before] = [sure(0.906), sure(0.9)];
  // Of the test set alone ± 0.00277; of trainings alone, t.ppf(0.975, 4) * 0.001 * sqrt(2) = 0.00393.
  test.each<[string, AlsoKnown, Partial<Side>, string, string | null]>([
    [
      'the test set alone',
      {},
      {},
      '+0.0032 … +0.0088',
      'test-set noise only: training again may move auc by more',
    ],
    ['both together', { training: trained(0.001) }, {}, '+0.0012 … +0.0108', null],
    ['one model', { training: trained(0.001) }, { isSameModel: true }, '+0.0032 … +0.0088', null],
    [
      'models of many seeds together, which say nothing of one',
      { training: trained(0.001, { together: 'train' }) },
      {},
      '+0.0032 … +0.0088',
      'test-set noise only: training again may move auc by more',
    ],
  ])('rests on %s', (...[, known, side, interval, caveat]) => {
    expect(standing(reportOf({ now, before, known, side }))).toMatchObject({
      word: 'better than',
      interval,
      caveat,
    });
  });

  test('rests on trainings alone where the step says nothing of its test set', () => {
    const known = { training: trained(0.001) };
    expect(standing(reportOf({ now: { auc: 0.906 }, before: { auc: 0.9 }, known }))).toMatchObject({
      word: 'better than',
      interval: '+0.0021 … +0.0099',
      caveat: 'training noise only: other test data may move auc by more',
    });
  });

  test('is none where neither is known', () => {
    const told = standing(reportOf({ now: { auc: 0.906 }, before: { auc: 0.9 } }));
    expect(told).toMatchObject({ tone: 'dim', interval: null, caveat: 'noise not known' });
  });

  test.each([
    [0.006, 'better than'],
    // 0.0043 beyond 0, and the best of 20 equals is 0.00187 ahead.
    [0.0055, 'no detectable change from'],
  ])('of a best of twenty that is %d ahead begins beyond its luck: %s', (ahead, word) => {
    const selection = { step: 'train', cells: 20, metric: 'auc' };
    const known = { training: trained(0.001, { selection }) };
    const report = reportOf({ now: { auc: 0.9 + ahead }, before: { auc: 0.9 }, known });
    expect(standing(report)?.word).toBe(word);
    expect(reportNotes(report)).toContain(
      'what is judged is the best of 20 cells of train: part of its lead is luck, of equals +1.9 σ of training noise (auc by about 0.0019)',
    );
    // Who was chosen likewise is as lucky.
    const side = { training: known.training };
    const even = reportOf({ now: { auc: 0.9 + ahead }, before: { auc: 0.9 }, known, side });
    expect(standing(even)?.word).toBe('better than');
    expect(reportNotes(even).join(' ')).not.toContain('luck');
    // And the very model of the other side is ahead of nothing.
    const same = { now: { auc: 0.9 }, before: { auc: 0.9 }, side: { isSameModel: true } } as const;
    expect(reportNotes(reportOf({ ...same, known })).join(' ')).not.toContain('luck');
  });
});

describe('the notes of a report', () => {
  test('name the metrics that have one noise alone where others have both', () => {
    const also = { loss: 0.3, 'loss.low': 0.29, 'loss.high': 0.31 };
    const [now, before] = [
      { ...sure(0.906), ...also },
      { ...sure(0.9), ...also },
    ];
    const known = { training: trained(0.001) };
    const notes = reportNotes(reportOf({ now, before, known }));
    expect(notes).toContain('test-set noise only: training again may move loss by more');
    expect(notes).toContain('training noise by 5 seeds of train; main is taken to vary as much');
  });

  test.each([
    [{ pull: 23, ever: 1400 }, '23 times in this pull request, 1,400 times in all'],
    [{ pull: 2, ever: 5 }, 'twice in this pull request, 5 times in all'],
    [{ pull: null, ever: 9 }, '9 times in all'],
  ])('say how often the test data was looked at: %o', (looks, times) => {
    const report = reportOf({ now: sure(0.9), before: sure(0.9), known: { looks } });
    expect(reportNotes(report)).toContain(`evaluated on this test data ${times}`);
    const few = { looks: { pull: 1, ever: 4 } };
    const seldom = reportOf({ now: sure(0.9), before: sure(0.9), known: few });
    expect(reportNotes(seldom).join(' ')).not.toContain('evaluated on');
  });
});

describe('a matrix of seeds', () => {
  const plan = aPlan([aPlanStep('train', { metrics: METRICS })]);
  const cell = (seed: number, change: object = {}) => {
    const over = { state: 'over', result: 'success', role: 'cell', stepId: 'train' } as const;
    const metrics = { auc: 0.9 + seed / 100 };
    return aStep(`train[seed=${seed}]`, { ...over, cell: { seed }, metrics, ...change });
  };
  const group = aStep('train', { state: 'over', result: 'success', role: 'group' });

  test('is reported by the mean of its seeds, all of them', () => {
    const view = viewOf([group, cell(1), cell(2), cell(6)], plan);
    expect(reportedStep(view, plan)?.metrics['auc']).toBeCloseTo(0.93, 12);
    const odd = viewOf([group, cell(1), cell(2, { cell: { seed: 2, lr: 1 } })], plan);
    expect(reportedStep(odd, plan)).toBeNull();
  });

  test('is none while, and where, a seed has measured nothing', () => {
    const failed = viewOf([group, cell(1), cell(2, { result: 'failure', metrics: {} })], plan);
    expect(reportedStep(failed, plan)).toBeNull();
    expect(nothingMeasured(failed, plan).why).toBe(
      'Nothing to report: 1 of the 2 seeds of train measured nothing, and the mean of the others would flatter.',
    );
    const open = viewOf([group, cell(1), cell(2, { result: null, metrics: {} })], plan);
    expect(nothingMeasured(open, plan).why).toBe(
      'Nothing to report yet: 1 of the 2 seeds of train has measured nothing so far.',
    );
  });
});
