import type { Statistic } from '../../evaluation/examples.ts';
import type { Statistic as Written } from '../../schemas/pipeline.generated.ts';

/** How a metric is computed, as it was written; a text: what is wrong with it, to follow the statistic's name. */
export function statisticOf(written: Written): Statistic | string {
  const { mean, quantile } = written;
  if (mean !== undefined) return { type: 'mean', column: mean };
  if (quantile !== undefined) return quantileOf(quantile);
  for (const [type, [first, second]] of PAIRS) {
    const columns = written[type];
    if (columns === undefined) continue;
    const [one, other, ...more] = columns;
    return one === undefined || other === undefined || more.length > 0
      ? `takes two columns, \`[${first}, ${second}]\``
      : made(type, one, other);
  }
  return 'computes nothing';
}

/** Those that can be computed, by name. */
export function statisticsOf(
  metrics: Readonly<Record<string, Written>>,
): Readonly<Record<string, Statistic>> {
  const built = Object.entries(metrics).flatMap(([name, written]) => {
    const statistic = statisticOf(written);
    return typeof statistic === 'string' ? [] : [[name, statistic] as const];
  });
  return Object.fromEntries(built);
}

type Pair = Exclude<Statistic['type'], 'mean' | 'quantile'>;

/** What the two columns of each hold. */
const PAIRS: readonly (readonly [Pair, readonly [string, string]])[] = [
  ['auc', ['label', 'score']],
  ['average-precision', ['label', 'score']],
  ['f1', ['label', 'predicted']],
  ['precision', ['label', 'predicted']],
  ['recall', ['label', 'predicted']],
  ['rmse', ['actual', 'predicted']],
  ['mae', ['actual', 'predicted']],
  ['log-loss', ['label', 'probability']],
];

function made(type: Pair, one: string, other: string): Statistic {
  switch (type) {
    case 'auc':
    case 'average-precision':
      return { type, label: one, score: other };
    case 'f1':
    case 'precision':
    case 'recall':
      return { type, label: one, predicted: other };
    case 'rmse':
    case 'mae':
      return { type, actual: one, predicted: other };
    case 'log-loss':
      return { type, label: one, probability: other };
  }
}

function quantileOf([column, at, ...more]: readonly (string | number)[]): Statistic | string {
  if (typeof column !== 'string' || typeof at !== 'number' || more.length > 0) {
    return 'takes a column and which quantile, `[latency, 0.95]`';
  }
  return at > 0 && at < 1
    ? { type: 'quantile', column, at }
    : `takes a quantile between 0 and 1, not ${at}`;
}
