import type { Examples } from '../../../evaluation/examples.ts';
import type { Evaluation, Finding } from './finding.ts';
import { examplesOf } from '../../support/plain-examples.ts';

/** What scipy 1.17.1 and numpy 2.4.6 say of two samples that anybody can write down again. */
export function scipyLaws(tried: Evaluation): readonly Finding[] {
  return [skewedInterval(tried), delongError(tried)];
}

/** 60 quantiles of a lognormal distribution: `round(lognorm(s=1).ppf((i + 0.5) / 60), 6)`. */
const LOGNORMAL = [
  0.091266, 0.140863, 0.17699, 0.20827, 0.237039, 0.264329, 0.290707, 0.316526, 0.342028, 0.36739,
  0.392747, 0.41821, 0.443873, 0.469816, 0.496113, 0.522834, 0.550042, 0.577803, 0.606179, 0.635234,
  0.665033, 0.695644, 0.727138, 0.759589, 0.793077, 0.827688, 0.863514, 0.900655, 0.939219,
  0.979327, 1.02111, 1.064715, 1.110304, 1.158059, 1.208184, 1.260911, 1.316501, 1.375255, 1.437517,
  1.503685, 1.574224, 1.649678, 1.730694, 1.818042, 1.912655, 2.01567, 2.128495, 2.252899, 2.391142,
  2.546168, 2.721903, 2.923733, 3.159297, 3.439893, 3.783167, 4.218719, 4.801458, 5.65005, 7.099071,
  10.957014,
];

/**
 * `bootstrap((x,), lambda x, axis: sqrt(mean(x**2, axis)), method='BCa', n_resamples=200_000)` at the normal score
 * `t.ppf(0.975, 59) * sqrt(60 / 59)`. The percentile interval is [1.596, 3.342].
 */
const SKEWED = { low: 1.7897, high: 3.8092, error: 0.4435 };

/** Four Monte-Carlo errors of the upper bound, which lies at the last half percent of 10,000 resamples. */
const MONTE_CARLO = 0.35;

function skewedInterval({ measureExamples }: Evaluation): Finding {
  const predicted = Float64Array.from(LOGNORMAL);
  const examples = sideOf({ predicted, actual: predicted.map(() => 0) });
  const statistics = { m: { type: 'rmse', actual: 'actual', predicted: 'predicted' } } as const;
  const found = measureExamples(examples, statistics, { seed: 'skewed' })['m'];
  const bounds = found?.type === 'measured' ? found.interval : { low: 0, high: 0 };
  const off = Math.max(Math.abs(bounds.low - SKEWED.low), Math.abs(bounds.high - SKEWED.high));
  return {
    law: "the interval of a skewed sample is scipy's",
    holds: off / SKEWED.error < MONTE_CARLO,
    figures: `${bounds.low.toFixed(3)} to ${bounds.high.toFixed(3)}`,
  };
}

/** DeLong's variance of a difference by `numpy.cov` of the components of all pairs, of 20 positives among 80. */
const DELONG = 0.08978703699913232;

function delongError({ compareExamples }: Evaluation): Finding {
  const rows = Float64Array.from({ length: 80 }, (_, row) => row);
  const label = rows.map((row) => (row % 4 === 0 ? 1 : 0));
  const score = (of: (row: number) => number): Float64Array =>
    rows.map((row) => Math.round(of(row) * 10_000) / 10_000);
  const lift = (row: number): number => (row % 4 === 0 ? 1 : 0);
  const now = score((row) => Math.sin(row * row) + 0.8 * lift(row));
  const before = score((row) => Math.cos(3 * row * row) + 0.5 * lift(row));
  const statistics = { m: { type: 'auc', label: 'label', score: 'score' } } as const;
  const found = compareExamples(
    sideOf({ label, score: now }),
    sideOf({ label, score: before }),
    statistics,
    { seed: '' },
  ).metrics['m'];
  const error = found?.type === 'compared' ? found.error : 0;
  return {
    law: "the error of an AUC with few positives is DeLong's",
    holds: Math.abs(error / DELONG - 1) < 1e-6,
    figures: `${error}`,
  };
}

function sideOf(columns: Readonly<Record<string, Float64Array>>): Examples {
  const [first = new Float64Array()] = Object.values(columns);
  return examplesOf({ ids: [...first.keys()].map(String), clusters: null, columns });
}
