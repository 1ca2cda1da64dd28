import type { MeasuredMetric } from '../comparison.ts';
import type { Examples, Statistic } from '../examples.ts';
import { concludeAll, opened, type Begun } from '../intervals/conclude-all.ts';
import { varies } from '../intervals/estimate.ts';
import { wilson } from '../intervals/wilson.ts';
import { found, prepareStatistic } from '../statistics/prepare-statistic.ts';
import { onceEach, type Rows } from '../statistics/prepared-statistic.ts';
import { chooseMethod } from './choose-method.ts';
import type { Sampling } from './compare-examples.ts';
import { drawnFrom } from './group-units.ts';
import { clustersIn, rowsAlone } from './pair-rows.ts';
import { whyMissing, whyUndefined } from './why-undefined.ts';
import { whyTooFew } from './why-too-few.ts';

/**
 * Each statistic of one side alone with its 95 % interval: of shares of examples that stand alone Wilson's, else by the
 * methods of `compareExamples`.
 */
export function measureExamples(
  examples: Examples,
  statistics: Readonly<Record<string, Statistic>>,
  { seed, resamples = 10_000 }: Sampling,
): Readonly<Record<string, MeasuredMetric>> {
  const alone = rowsAlone(examples);
  const begun = Object.entries(statistics).map(
    ([name, statistic]): [string, Begun<MeasuredMetric>] => {
      if (alone.type === 'refused') return [name, notMeasured(alone.reason)];
      const missing = whyMissing(null, statistic, examples);
      return [name, missing === null ? begin(statistic, alone.rows, seed) : notMeasured(missing)];
    },
  );
  return concludeAll(begun, { seed, resamples });
}

function begin(statistic: Statistic, rows: Rows, seed: string): Begun<MeasuredMetric> {
  const reason = whyUndefined(null, statistic, rows);
  if (reason !== null) return notMeasured(reason);
  const share = rows.unitOf === null ? shareOf(statistic, rows) : null;
  if (share !== null) return { type: 'done', result: measuredShare(share, rows) };
  const method = chooseMethod(statistic, rows);
  const drawn = drawnFrom(rows, method, seed);
  const prepared = prepareStatistic(statistic, drawn);
  const side = { value: prepared.at(onceEach(drawn.units)), n: rows.count };
  const few = whyTooFew(statistic, rows);
  if (few !== null) return { type: 'done', result: { type: 'too-few', ...side, reason: few } };
  return opened<MeasuredMetric>({ ...method, statistic: prepared, rows: drawn }, (estimate) => {
    if (!varies(estimate, side.value)) return { type: 'too-few', ...side, reason: NEVER_VARIES };
    const { interval, error, method } = estimate;
    return { type: 'measured', ...side, interval, error, method, clusters: clustersIn(rows) };
  });
}

const NEVER_VARIES =
  'the value is the same in every resample: nothing shows how much it would vary';

function notMeasured(reason: string): Begun<MeasuredMetric> {
  return { type: 'done', result: { type: 'not-measured', reason } };
}

type Share = { readonly above: number; readonly of: number };

/** Where a statistic counts so many of so many; null: it does not. */
function shareOf(statistic: Statistic, rows: Rows): Share | null {
  switch (statistic.type) {
    case 'mean': {
      const values = rows.column(statistic.column);
      const isShare = values.every((value) => value === 0 || value === 1);
      return isShare ? { above: sumOf(values), of: rows.count } : null;
    }
    case 'precision':
    case 'recall': {
      const { above, below } = found(statistic, rows);
      return { above: sumOf(above), of: sumOf(below) };
    }
    default:
      return null;
  }
}

function sumOf(values: Float64Array): number {
  return values.reduce((sum, each) => sum + each, 0);
}

function measuredShare({ above, of }: Share, { count }: Rows): MeasuredMetric {
  const value = above / of;
  return {
    type: 'measured',
    value,
    interval: wilson(above, of),
    error: Math.sqrt((value * (1 - value)) / of),
    method: { type: 'wilson' },
    n: count,
    clusters: null,
  };
}
