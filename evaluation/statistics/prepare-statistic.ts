import type { Statistic } from '../examples.ts';
import { auc } from './auc.ts';
import { averagePrecision } from './average-precision.ts';
import type { PreparedStatistic, Rows } from './prepared-statistic.ts';
import { quantile } from './quantile.ts';
import { ratioOfSums } from './ratio-of-sums.ts';

/** A statistic over rows, as scikit-learn, and numpy for quantiles, define it. Its columns hold what it can take. */
export function prepareStatistic(statistic: Statistic, rows: Rows): PreparedStatistic {
  const column = (name: string): Float64Array => rows.column(name);
  switch (statistic.type) {
    case 'mean':
      return ratioOfSums({ above: column(statistic.column), below: ones(rows) }, rows);
    case 'auc':
      return auc(column(statistic.label), column(statistic.score), rows);
    case 'average-precision':
      return averagePrecision(column(statistic.label), column(statistic.score), rows);
    case 'quantile':
      return quantile(column(statistic.column), statistic.at, rows);
    case 'log-loss':
      return logLoss(column(statistic.label), column(statistic.probability), rows);
    case 'rmse':
    case 'mae':
      return errors(statistic, rows);
    default:
      return ratioOfSums(found(statistic, rows), rows);
  }
}

type OfPredictions = Extract<Statistic, { readonly type: 'f1' | 'precision' | 'recall' }>;

/** Precision, recall and F1 as shares: so many of so many. */
export function found(
  { type, label, predicted }: OfPredictions,
  rows: Rows,
): { readonly above: Float64Array; readonly below: Float64Array } {
  const [labels, answers] = [rows.column(label), rows.column(predicted)];
  const both = labels.map((each, row) => each * (answers[row] ?? 0));
  if (type === 'precision') return { above: both, below: answers };
  if (type === 'recall') return { above: both, below: labels };
  return {
    above: both.map((each) => 2 * each),
    below: labels.map((each, row) => each + (answers[row] ?? 0)),
  };
}

type OfErrors = Extract<Statistic, { readonly type: 'rmse' | 'mae' }>;

function errors({ type, actual, predicted }: OfErrors, rows: Rows): PreparedStatistic {
  const [truth, guesses] = [rows.column(actual), rows.column(predicted)];
  const off = truth.map((each, row) => Math.abs(each - (guesses[row] ?? 0)));
  const isRoot = type === 'rmse';
  const above = isRoot ? off.map((each) => each * each) : off;
  return ratioOfSums({ above, below: ones(rows), isRoot }, rows);
}

/** Probabilities of 0 and 1 are moved by a rounding error, as sklearn.metrics.log_loss does. */
function logLoss(labels: Float64Array, chances: Float64Array, rows: Rows): PreparedStatistic {
  const above = chances.map((chance, row) => {
    const near = Math.min(Math.max(chance, Number.EPSILON), 1 - Number.EPSILON);
    return labels[row] === 1 ? -Math.log(near) : -Math.log1p(-near);
  });
  return ratioOfSums({ above, below: ones(rows) }, rows);
}

function ones({ count }: Rows): Float64Array {
  return new Float64Array(count).fill(1);
}
