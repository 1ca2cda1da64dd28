import { describe, expect, test } from 'vitest';
import type { AttemptRow, RunHeader, StepRow } from '../../../app/domain/run/run.ts';
import type { PlanStep } from '../../../app/domain/plan.ts';
import type { ReportedRun } from '../../../app/reports/check/reported-run.ts';
import { runCheck } from '../../../app/reports/check/run-check.ts';
import { makeReport } from '../../../app/reports/report/make-report.ts';
import { makeRunView } from '../../../app/reports/view/run-view.ts';
import { aHeader, aPlan, aPlanStep, aStep, anAttempt, T0 } from '../build-run.ts';

const METRICS = { path: 'm.json', live: null, primary: 'auc', maximize: ['auc'], minimize: [] };
const PLAN = aPlan([aPlanStep('data'), aPlanStep('train', { metrics: METRICS })]);
const GATE = { metric: 'auc', op: '>=', value: 0.9, threshold: 0.85, message: 'auc 0.9' } as const;
const gates = (...verdicts: readonly ('pass' | 'fail')[]) =>
  verdicts.map((verdict, at) => Object.assign({ id: `g${at}`, verdict }, GATE));

type Told = {
  readonly header?: Partial<RunHeader>;
  readonly steps: readonly StepRow[];
  readonly attempts?: readonly AttemptRow[];
  readonly planned?: readonly PlanStep[];
  readonly saved?: number;
  /** What main measured. */
  readonly main?: Readonly<Record<string, number>>;
};

const over = (status: RunHeader['status'], ms = 2_040_000) => ({ status, endedAt: T0 + ms });
const done = (id: string, change: Partial<StepRow> = {}) =>
  aStep(id, { state: 'over', result: 'success', ...change });
const measured = (auc: number, change: Partial<StepRow> = {}) =>
  done('train', { order: 1, metrics: { auc }, ...change });
const sure = (auc: number, half = 0.004) => ({
  auc,
  'auc.low': auc - half,
  'auc.high': auc + half,
});
const byHand = (kind: 'promote' | 'rollback') =>
  ({ kind, model: 'churn', alias: 'production', version: 1 }) as const;
const cell = (seed: number, change: Partial<StepRow> = {}) =>
  done(`sweep[seed=${seed}]`, {
    stepId: 'sweep',
    role: 'cell',
    cell: { seed },
    order: seed,
    ...change,
  });
const SWEEP = [aPlanStep('sweep', { metrics: METRICS })];
const ofSweep = (change: Partial<StepRow>) => aStep('sweep', { role: 'group', ...change });

function reported({
  header,
  steps,
  attempts = [],
  planned,
  saved,
  main: before,
}: Told): ReportedRun {
  const plan = planned === undefined ? PLAN : aPlan(planned);
  const record = { plan, header: aHeader(header), steps, attempts, models: [], aliases: [] };
  const view = makeRunView(record);
  const found = { type: 'measured', metrics: before ?? { auc: 0.8992 } } as const;
  const main = { name: 'main', is: 'merge-base', run: null, version: null, found } as const;
  const train = view.steps.find(({ key, metrics }) => key === 'train' && 'auc' in metrics);
  return {
    view,
    plan,
    tails: new Map(),
    report: train === undefined ? null : makeReport(train, plan, [main]),
    ...(saved !== undefined && { savedMs: saved }),
  };
}

const titleOf = (told: Told) => runCheck(reported(told)).title;

describe('the title of a check', () => {
  const cells = (amount: number, open: number) =>
    Array.from({ length: amount }, (_, at) =>
      at < amount - open
        ? cell(at, { metrics: { auc: 0.8 + at / 10_000 } })
        : cell(at, { state: 'held', result: null }),
    );
  const cached = { cached: true, takenFrom: { run: 'r', key: 'data' } };
  const starting = (reason: string) => aStep('data', { state: 'starting', reason });
  const failing = (key: string) =>
    anAttempt(key, { status: 'failed', class: 'exit-code', exitCode: 1 });

  const TABLE: readonly (readonly [string, Told, string])[] = [
    ['queued', { header: { status: 'queued' }, steps: [aStep('data')] }, 'queued'],
    [
      'running',
      { steps: [done('data'), aStep('train', { state: 'running', order: 1 })] },
      'running, 1 of 2 steps done',
    ],
    [
      'running with a step that is skipped',
      { steps: [done('data', { result: 'skipped' }), aStep('train', { state: 'running' })] },
      'running, 0 of 1 step done',
    ],
    [
      'waiting for a machine',
      { steps: [starting('asking EC2 for spot `g5.xlarge`\nfor the third time'), aStep('train')] },
      'running, 0 of 2 steps done · data: asking EC2 for spot g5.xlarge',
    ],
    [
      'waiting for approval',
      {
        header: { status: 'waiting' },
        steps: [done('data'), aStep('deploy', { state: 'approval' })],
      },
      'waiting for approval: deploy · 1 of 2 steps done',
    ],
    [
      'an alias that went back',
      {
        header: { ...over('succeeded', 400), byHand: byHand('rollback') },
        steps: [done('deploy')],
      },
      'churn@production is v1 again · 0.4s',
    ],
    [
      'a version that was promoted by hand',
      { header: { ...over('succeeded', 400), byHand: byHand('promote') }, steps: [done('deploy')] },
      'promoted churn v1 to production · 0.4s',
    ],
    [
      'a rollback that failed',
      {
        header: { ...over('failed', 400), byHand: byHand('rollback') },
        steps: [aStep('deploy', { state: 'over', result: 'failure' })],
        attempts: [failing('deploy')],
      },
      'failed: deploy (exit code 1) · 0.4s',
    ],
    [
      'waiting for approval of what was measured',
      {
        header: { status: 'waiting' },
        steps: [
          measured(0.9134, { gates: gates('pass') }),
          ...['a', 'b', 'c', 'd'].map((id) => aStep(id, { state: 'approval' })),
        ],
      },
      'waiting for approval: a, b, c and 1 more · auc 0.9134 (cannot tell: +0.0142 vs main, noise not known) · 1/1 gate',
    ],
    [
      'better',
      {
        header: over('succeeded'),
        steps: [measured(0.9134, { metrics: sure(0.9134), gates: gates('pass', 'pass') })],
        main: sure(0.8992),
      },
      'auc 0.9134 (+0.0142 vs main) · 2/2 gates · 34m 00s',
    ],
    [
      'within the noise',
      {
        header: over('succeeded'),
        steps: [measured(0.9, { metrics: sure(0.9), gates: gates('pass') })],
        main: sure(0.8992),
      },
      'auc 0.9 (no detectable change from main) · 1/1 gate · 34m 00s',
    ],
    [
      'of a change whose noise nobody knows',
      { header: over('succeeded'), steps: [measured(0.9134)] },
      'auc 0.9134 (cannot tell: +0.0142 vs main, noise not known) · 34m 00s',
    ],
    [
      'without metrics',
      { header: over('succeeded', 34_700), steps: [done('data')] },
      'succeeded in 34.7s',
    ],
    [
      'all from the cache',
      { header: over('succeeded', 300), steps: [done('data', cached)], saved: 34_000 },
      'everything from cache, saved 34s',
    ],
    [
      'all from the cache, of runs that are forgotten',
      { header: over('succeeded', 300), steps: [done('data', cached)] },
      'everything from cache',
    ],
    [
      'all from the cache, and measured',
      {
        header: over('succeeded', 300),
        steps: [done('data', cached), measured(0.9, cached)],
        saved: 2_040_000,
      },
      'auc 0.9 (cannot tell: +0.0008 vs main, noise not known) · everything from cache, saved 34m 00s',
    ],
    [
      'failed',
      {
        header: over('failed', 192_000),
        steps: [done('data', { result: 'failure' })],
        attempts: [failing('data')],
      },
      'failed: data (exit code 1) · 3m 12s',
    ],
    [
      'failed in several steps after it measured',
      {
        header: over('failed', 192_000),
        steps: [
          done('a', { result: 'failure' }),
          done('b', { result: 'failure' }),
          measured(0.9, { order: 3 }),
        ],
      },
      'failed: a and 1 more step · auc 0.9 (cannot tell: +0.0008 vs main, noise not known) · 3m 12s',
    ],
    [
      'rejected by a gate',
      {
        header: over('rejected'),
        steps: [measured(0.8, { result: 'rejected', gates: gates('fail') })],
      },
      'rejected · auc 0.8 (cannot tell: −0.0992 vs main, noise not known) · 0/1 gate · 34m 00s',
    ],
    [
      'rejected by a person',
      { header: over('rejected'), steps: [done('deploy', { result: 'rejected' })] },
      'rejected: deploy · 34m 00s',
    ],
    [
      'cancelled',
      { header: over('cancelled', 61_000), steps: [done('data', { result: 'cancelled' })] },
      'cancelled after 1m 01s',
    ],
    [
      'cancelled before it began',
      { header: { ...over('cancelled'), startedAt: null }, steps: [aStep('data')] },
      'cancelled',
    ],
    [
      'a sweep under way',
      { planned: SWEEP, steps: [ofSweep({ state: 'open' }), ...cells(300, 178)] },
      'running, 0 of 1 step done · 122 of 300 cells · best auc 0.8121',
    ],
    [
      'a sweep that is over',
      {
        planned: SWEEP,
        header: over('succeeded'),
        steps: [ofSweep({ state: 'over', result: 'success' }), ...cells(300, 0)],
      },
      'best auc 0.8299 of 300 cells · 34m 00s',
    ],
    [
      'a sweep with seeds',
      {
        planned: SWEEP,
        header: over('succeeded'),
        steps: [
          ofSweep({ state: 'over', result: 'success' }),
          ...[0.8, 0.82, 0.9, 0.7].map((auc, at) =>
            cell(at, { cell: { seed: at % 2, lr: at < 2 ? 0.1 : 1 }, metrics: { auc } }),
          ),
        ],
      },
      'best auc 0.81 (mean of 2 seeds) of 4 cells · 34m 00s',
    ],
    [
      'a sweep with cells that failed',
      {
        planned: SWEEP,
        header: over('failed'),
        steps: [
          ofSweep({ state: 'over', result: 'failure' }),
          cell(1, { result: 'failure' }),
          cell(2),
        ],
      },
      'failed: sweep (1 of 2 cells) · 34m 00s',
    ],
    [
      'of names with backticks and line breaks',
      {
        header: over('failed', 1000),
        steps: [done('`x`\n', { result: 'failure', stepId: '`x`\n' })],
      },
      'failed: x · 1s',
    ],
  ];

  test.each(TABLE)('of a run that is %s', (_, told, title) => {
    expect(titleOf(told)).toBe(title);
  });

  test('of any run is plain text of one line', () => {
    for (const [, told] of TABLE) expect(titleOf(told)).toMatch(/^[^`\n]{1,255}$/);
  });
});

describe('the text of a check', () => {
  test('has the report first, then what failed, and every table has headings', () => {
    const { summary } = runCheck(
      reported({
        header: { ...over('failed'), params: { hidden: 16 } },
        steps: [done('data', { result: 'failure' }), measured(0.9, { gates: gates('pass') })],
      }),
    );
    const places = ['**Run #12**', '| Metric |', '#### ❌', '| Verdict |', '| Step |', '| Param |'];
    const at = places.map((text) => summary.indexOf(text));
    expect(at).not.toContain(-1);
    expect(at).toEqual(at.toSorted((a, b) => a - b));
    expect(summary).not.toMatch(/^\| \|/m);
  });

  test('has the best cells of a sweep first, and how many more there are', () => {
    const measuredCells = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12].map((seed) =>
      cell(seed, { metrics: { auc: seed / 100 } }),
    );
    const { summary } = runCheck(
      reported({
        planned: SWEEP,
        steps: [
          ofSweep({ state: 'open' }),
          ...measuredCells,
          cell(13, { state: 'held', result: null }),
        ],
      }),
    );
    expect(summary).toContain('**sweep**: 12 of 13 cells measured, the best first');
    expect(summary.indexOf('>seed=12<')).toBeLessThan(summary.indexOf('>seed=11<'));
    expect(summary).toContain('| … 3 more cells | | | |');
    expect(summary).not.toContain('held back');
  });

  test('takes cells together that differ in their seed alone', () => {
    const cells = [0.8, 0.82, 0.84, 0.9, 0.7, 0.5].map((auc, at) =>
      cell(at, { cell: { seed: at % 3, lr: at < 3 ? 0.1 : 1 }, metrics: { auc } }),
    );
    const { summary } = runCheck(
      reported({ planned: SWEEP, steps: [ofSweep({ state: 'open' }), ...cells] }),
    );
    expect(summary).toContain(
      '| Cells | <code>auc</code> ↑, mean over seeds | Spread | Seeds |\n| --- | ---: | ---: | ---: |\n| <code>lr=0.1</code> | 0.82 | ± 0.02 | 3 |\n| <code>lr=1</code> | 0.7 | ± 0.2 | 3 |',
    );
  });
});
