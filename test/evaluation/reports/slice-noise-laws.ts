import { cumulativeNormal } from 'vega-statistics';
import type { MetricComparison } from '../../../evaluation/comparison.ts';
import { sliceKey, type Slice } from '../../../evaluation/slices.ts';
import type { Side } from '../../../app/reports/report/report.ts';
import type { Training, TrainingSpreads } from '../../../app/reports/report/training.ts';
import { makeRunView } from '../../../app/reports/view/run-view.ts';
import { aHeader, aPlan, aPlanStep, aStep } from '../../reports/build-run.ts';
import type { Finding } from '../simulate/finding.ts';
import { chanceOf, type Chance } from '../simulate/random.ts';
import type { Reporting } from './reporting.ts';
import { monteCarlo, percent } from './shares.ts';

const METRICS = ['auc', 'f1', 'loss', 'recall'];
const SLICES = 15;
const STEP = 'evaluate';
/** Standard error of the test set in one slice, of either side, in standard deviations of one training. */
const TEST = 0.5;
const HALF = 1.959964;
/** Trainings that the spread of the side before is taken from. */
const TRAININGS = 6;

/** Of reports in which nothing changed but that a model was trained again: any slice is flagged in 10 % at most. */
export function* sliceNoiseLaws(
  tried: Reporting,
  { runs, seed }: { readonly runs: number; readonly seed: number },
): Iterable<Finding> {
  const flagged = Array.from({ length: runs }, (_, run) =>
    isFlagged(tried, chanceOf(`slices ${seed} ${run}`)),
  ).filter(Boolean).length;
  yield {
    law: 'a slice is flagged after training again',
    holds: flagged / runs <= 0.1 + 2 * monteCarlo(0.1, runs),
    figures: `in ${percent(flagged / runs)} of ${runs} reports in which nothing changed`,
  };
}

type Drawn = {
  readonly name: string;
  readonly now: number;
  readonly before: number;
  readonly trainings: readonly number[];
};

function isFlagged(tried: Reporting, chance: Chance): boolean {
  const drawn = Array.from({ length: SLICES }, (_, at) => ({
    by: { part: `p${at}` },
    metrics: METRICS.map((name) => drawOne(chance, name)),
  }));
  const rowsOf = (which: 'now' | 'before'): readonly Slice[] =>
    drawn.map(({ by, metrics }) => ({ by, n: 500, metrics: numbersOf(metrics, which) }));
  const slices = drawn.map(({ by, metrics }): [string, TrainingSpreads] => [
    sliceKey(by),
    Object.fromEntries(
      metrics.flatMap(({ name, trainings }) => {
        const spread = tried.spreadOf(trainings);
        return spread === null ? [] : [[name, { ...spread, from: 'repeats', step: 'train' }]];
      }),
    ),
  ]);
  const none = { of: 1, spreads: {}, selection: null, together: null } as const;
  const training: Training = { ...none, slices: Object.fromEntries(slices) };
  const pairs = { by: 'id', paired: 1000, onlyNow: 0, onlyBefore: 0 } as const;
  const side: Side = {
    name: 'main',
    is: 'merge-base',
    run: null,
    version: null,
    found: { type: 'measured', metrics: { auc: 0 }, slices: { rows: rowsOf('before') } },
    training,
    compared: {
      type: 'compared',
      pairs,
      metrics: {},
      slices: drawn.map(({ by, metrics }) => ({
        by,
        pairs,
        metrics: Object.fromEntries(
          metrics.map((each) => [each.name, comparisonOf(each.now, each.before)]),
        ),
      })),
    },
  };
  const metrics = { path: 'm', live: null, primary: 'auc', maximize: METRICS, minimize: [] };
  const plan = aPlan([aPlanStep(STEP, { metrics })]);
  const measured = { metrics: { auc: 0 }, slices: { rows: rowsOf('now') } };
  const steps = [aStep(STEP, { state: 'over', result: 'success', order: 0, ...measured })];
  const record = { plan, header: aHeader(), steps, attempts: [], models: [], aliases: [] };
  const [step] = makeRunView(record).steps;
  if (step === undefined) throw new Error('There is no step.');
  const report = tried.makeReport(step, plan, [side], { training: none });
  return (report.slices ?? []).some((slice) =>
    slice.metrics.some(({ against }) => ['better', 'worse'].includes(against['main']?.claim ?? '')),
  );
}

/** Both sides are one training; that of the side before is one of those that its spread is known by. */
function drawOne({ normal }: Chance, name: string): Drawn {
  const trainings = Array.from({ length: TRAININGS }, () => normal());
  const now = normal() + TEST * normal();
  return { name, now, before: (trainings[0] ?? 0) + TEST * normal(), trainings };
}

function numbersOf(drawn: readonly Drawn[], which: 'now' | 'before'): Record<string, number> {
  return Object.fromEntries(drawn.map((each) => [each.name, each[which]]));
}

function comparisonOf(value: number, before: number): MetricComparison {
  const [change, error] = [value - before, Math.SQRT2 * TEST];
  const interval = { low: change - HALF * error, high: change + HALF * error };
  const method = { type: 'influence-function' } as const;
  const p = 2 * cumulativeNormal(-Math.abs(change) / error);
  return {
    type: 'compared',
    value,
    before,
    change,
    interval,
    error,
    p,
    n: 500,
    clusters: null,
    method,
  };
}
