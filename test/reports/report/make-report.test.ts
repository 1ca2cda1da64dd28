import { describe, expect, test } from 'vitest';
import { judgeChange } from '../../../app/reports/report/judge-change.ts';
import { makeReport } from '../../../app/reports/report/make-report.ts';
import type { Side } from '../../../app/reports/report/report.ts';
import { reportNotes } from '../../../app/reports/report/report-notes.ts';
import { answerOf, answerText } from '../../../app/reports/report/report-words.ts';
import { reportedStep } from '../../../app/reports/report/reported-step.ts';
import { makeRunView } from '../../../app/reports/view/run-view.ts';
import { aHeader, aPlan, aPlanStep, aStep } from '../build-run.ts';

const METRICS = {
  path: 'm.json',
  live: null,
  primary: 'auc',
  maximize: ['auc'],
  minimize: ['loss'],
};
const PLAN = aPlan([aPlanStep('train'), aPlanStep('evaluate', { metrics: METRICS })]);

function sideOf(metrics: Readonly<Record<string, number>>): Side {
  const found = { type: 'measured', metrics } as const;
  return { name: 'main', is: 'merge-base', run: null, version: null, found };
}

function viewOf(metrics: Readonly<Record<string, number>>) {
  const over = { state: 'over', result: 'success' } as const;
  const steps = [
    aStep('train', { ...over, order: 0, metrics: { seconds: 3 } }),
    aStep('evaluate', { ...over, order: 1, metrics }),
  ];
  return makeRunView({
    plan: PLAN,
    header: aHeader(),
    steps,
    attempts: [],
    models: [],
    aliases: [],
  });
}

function reportOf(now: Readonly<Record<string, number>>, before: Readonly<Record<string, number>>) {
  const step = reportedStep(viewOf(now), PLAN);
  if (step === null) throw new Error('No step is reported.');
  return makeReport(step, PLAN, [sideOf(before)]);
}

describe('what may be claimed of a change', () => {
  const near = (value: number, half: number) => ({
    value,
    interval: { low: value - half, high: value + half },
  });

  test.each([
    ['up', 0.02, 0.01, 'better'],
    ['down', 0.02, 0.01, 'worse'],
    ['up', -0.02, 0.01, 'worse'],
    ['up', 0.02, 0.02, 'no-detectable-change'],
    [null, 0.02, 0.01, 'changed'],
  ] as const)('goal %s, moved %d, each known to ± %d: %s', (goal, moved, half, claim) => {
    expect(judgeChange(near(0.9 + moved, half), near(0.9, half), goal).claim).toBe(claim);
  });

  test('the interval of a difference is that of two independent estimates', () => {
    // scipy.stats.norm: sqrt(0.01² + 0.01²) about 0.02; p of z = 0.02 / (0.014142 / 1.959964)
    const { interval, p } = judgeChange(near(0.92, 0.01), near(0.9, 0.01), 'up');
    expect(interval?.low).toBeCloseTo(0.02 - 0.0141421, 6);
    expect(interval?.high).toBeCloseTo(0.02 + 0.0141421, 6);
    expect(p).toBeCloseTo(0.005575, 5);
  });

  test('without the noise of both sides nobody can tell, and equal is never better', () => {
    const bare = { value: 0.95, interval: null };
    expect(judgeChange(bare, near(0.9, 0.01), 'up')).toMatchObject({
      claim: 'cannot-tell',
      interval: null,
    });
    expect(judgeChange(bare, bare, 'up').claim).toBe('no-detectable-change');
  });
});

describe('the report of a run', () => {
  test('a branch that is named like what every object has measured nothing by that', () => {
    const step = reportedStep(viewOf({ auc: 0.9 }), PLAN);
    if (step === null) throw new Error('No step is reported.');
    const report = makeReport(step, PLAN, [{ ...sideOf({}), name: 'constructor' }]);
    expect(answerOf(report)).toMatchObject({ value: 0.9, against: null });
  });

  test('is of the step with a primary metric; a run without metrics has none', () => {
    expect(reportedStep(viewOf({ auc: 1 }), PLAN)?.id).toBe('evaluate');
    // What training measured is no answer while the evaluation is awaited.
    expect(reportedStep(viewOf({}), PLAN)).toBeNull();
  });

  test('says that the best cell of a sweep is judged, and of how many', () => {
    const matrix = {
      cells: { type: 'static', cells: [{ lr: 1 }, { lr: 2 }, { lr: 3 }] },
      maxParallel: null,
      failFast: true,
    } as const;
    const best = { step: 'train', output: 'model', cells: 'best', path: null } as const;
    const inputs = { model: { ...best, writable: false, optional: false } };
    const plan = aPlan([
      aPlanStep('train', { matrix }),
      aPlanStep('evaluate', { metrics: METRICS, inputs }),
    ]);
    const step = reportedStep(viewOf({ auc: 0.9 }), plan);
    if (step === null) throw new Error('No step is reported.');
    expect(reportNotes(makeReport(step, plan, [sideOf({ auc: 0.8 })]))).toContain(
      'what is judged is the best of 3 cells of train: part of its lead is luck, of equals +0.8 σ of training noise',
    );
    // Beside nothing it leads nobody.
    expect(reportNotes(makeReport(step, plan, [])).join(' ')).not.toContain('luck');
    expect(reportNotes(reportOf({ auc: 0.9 }, { auc: 0.9 })).join(' ')).not.toContain('luck');
  });

  test('is named in a title by no more than a name', () => {
    const name = 'val_auc 0.99 (+0.30 vs main) · 9/9 gates · approved ·';
    const metrics = { ...METRICS, primary: name, maximize: [name] };
    const plan = aPlan([aPlanStep('train'), aPlanStep('evaluate', { metrics })]);
    const step = reportedStep(viewOf({ [name]: 0.5 }), plan);
    const answer =
      step === null ? null : answerOf(makeReport(step, plan, [sideOf({ [name]: 0.6 })]));
    expect(answer === null ? null : answerText(answer)).toMatch(
      /^val_auc_0\.99_[\p{L}\p{N}_./@…-]{0,30} 0\.5 \(cannot tell: −0\.1 vs main, noise not known\)$/u,
    );
  });

  test('is of the step that says so, whatever others measure', () => {
    const report = { compare: [{ type: 'merge-base' }] } as const;
    const plan = aPlan([
      aPlanStep('train', { report }),
      aPlanStep('evaluate', { metrics: METRICS }),
    ]);
    expect(reportedStep(viewOf({ auc: 1 }), plan)?.id).toBe('train');
  });

  test('has the primary metric first, then those with a goal, then what moved most; bounds are no rows', () => {
    const now = { z: 2, loss: 0.3, auc: 0.92, 'auc.low': 0.91, 'auc.high': 0.93, a: 100 };
    const before = { z: 1, loss: 0.3, auc: 0.9, 'auc.low': 0.89, 'auc.high': 0.91, a: 99, gone: 1 };
    const { metrics } = reportOf(now, before);
    expect(metrics.map(({ name }) => name)).toEqual(['auc', 'loss', 'z', 'a', 'gone']);
    expect(metrics[0]).toMatchObject({
      isPrimary: true,
      goal: 'up',
      interval: { low: 0.91, high: 0.93 },
      against: { main: { value: 0.9, claim: 'better' } },
    });
    expect(metrics.at(-1)).toMatchObject({ value: null, against: {} });
  });

  test('of many metrics that noise moves none but the primary is coloured by one lucky draw', () => {
    const noisy = (name: string, value: number) => ({
      [name]: value,
      [`${name}.low`]: value - 0.01,
      [`${name}.high`]: value + 0.01,
    });
    const names = Array.from({ length: 20 }, (_, at) => `up${at}`);
    const plan = aPlan([
      aPlanStep('evaluate', { metrics: { ...METRICS, maximize: ['auc', ...names] } }),
    ]);
    const all = (value: number) => Object.assign({}, ...names.map((name) => noisy(name, value)));
    const now = { ...all(0.9), ...noisy('up0', 0.915), ...noisy('auc', 0.915) };
    const [step] = viewOf(now).steps.slice(1);
    if (step === undefined) throw new Error('There is no step.');
    const { metrics } = makeReport(step, plan, [sideOf({ ...all(0.9), ...noisy('auc', 0.9) })]);
    const claims = Object.fromEntries(
      metrics.map(({ name, against }) => [name, against['main']?.claim]),
    );
    // Each alone would be called better.
    expect(claims).toMatchObject({ auc: 'better', up0: 'no-detectable-change' });
  });
});
