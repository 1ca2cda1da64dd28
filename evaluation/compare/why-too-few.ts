import type { Statistic } from '../examples.ts';
import { found } from '../statistics/prepare-statistic.ts';
import type { Rows } from '../statistics/prepared-statistic.ts';
import { written } from './count-words.ts';

/** Of fewer a bootstrap's interval is too narrow: of 20 it holds the truth in 93 of 100 cases, not 95. */
const FEWEST_UNITS = 20;
/** An AUC's variance in closed form holds from here on. */
const FEWEST_OF_CLASS = 10;
/** From here on resamples are better; and what has no closed form may be said at all. */
export const FEWEST_OF_CLASS_TO_RESAMPLE = 30;
/** Rows on either side of a quantile. */
const FEWEST_BEYOND = 20;

/** Why the examples are too few for a statistic; null: they are enough. */
export function whyTooFew(statistic: Statistic, rows: Rows): string | null {
  if (rows.units < FEWEST_UNITS) {
    const are = rows.units === 1 ? 'is' : 'are';
    return `${counted(rows.units, rows)} ${are} too few to tell (fewer than ${FEWEST_UNITS})`;
  }
  switch (statistic.type) {
    case 'auc':
    case 'average-precision':
      return whyTooFewOfClass(statistic, rows);
    case 'f1':
    case 'precision':
    case 'recall':
      return whyTooFewFound(statistic, rows);
    case 'quantile':
      return whyTooFewBeyond(statistic, rows);
    default:
      return null;
  }
}

export function unitsOf({ unitOf }: Rows): string {
  return unitOf === null ? 'examples' : 'clusters';
}

function counted(units: number, rows: Rows): string {
  const what = unitsOf(rows);
  return `${written(units)} ${units === 1 ? what.slice(0, -1) : what}`;
}

/** In how many units some row is what is asked for. */
export function unitsWith(rows: Rows, is: (row: number) => boolean): number {
  const has = new Uint8Array(rows.units);
  for (let row = 0; row < rows.count; row += 1) {
    if (is(row)) has[rows.unitOf === null ? row : (rows.unitOf[row] ?? 0)] = 1;
  }
  return has.reduce((count, each) => count + each, 0);
}

/** How many units hold the rarer answer. */
export function rarerOf(label: string, rows: Rows): { readonly is: 0 | 1; readonly units: number } {
  const labels = rows.column(label);
  const [positive, negative] = [1, 0].map((is) => unitsWith(rows, (row) => labels[row] === is));
  if (positive === undefined || negative === undefined) return { is: 1, units: 0 };
  return positive <= negative ? { is: 1, units: positive } : { is: 0, units: negative };
}

type Ranks = Extract<Statistic, { readonly type: 'auc' | 'average-precision' }>;

function whyTooFewOfClass({ type, label }: Ranks, rows: Rows): string | null {
  const { is, units } = rarerOf(label, rows);
  const fewest = type === 'auc' ? FEWEST_OF_CLASS : FEWEST_OF_CLASS_TO_RESAMPLE;
  if (units >= fewest) return null;
  return `\`${label}\` is ${is === 1 ? 'true' : 'false'} in only ${counted(units, rows)}: too few to tell (fewer than ${fewest})`;
}

type OfPredictions = Extract<Statistic, { readonly type: 'f1' | 'precision' | 'recall' }>;

function whyTooFewFound(statistic: OfPredictions, rows: Rows): string | null {
  const { below } = found(statistic, rows);
  const units = unitsWith(rows, (row) => (below[row] ?? 0) > 0);
  if (units >= FEWEST_UNITS) return null;
  return `${statistic.type} rests on only ${counted(units, rows)}: too few to tell (fewer than ${FEWEST_UNITS})`;
}

type Quantile = Extract<Statistic, { readonly type: 'quantile' }>;

function whyTooFewBeyond({ column, at }: Quantile, rows: Rows): string | null {
  const beyond = rows.count * Math.min(at, 1 - at);
  // A share such as 1 − 0.98 is written with a rounding error.
  if (beyond < FEWEST_BEYOND - 1e-9) {
    const needed = Math.ceil(FEWEST_BEYOND / Math.min(at, 1 - at) - 1e-9);
    return `${written(rows.count)} examples are too few for the quantile at ${at} (it needs ${written(needed)})`;
  }
  if (rows.unitOf === null) return null;
  const values = rows.column(column);
  const limit = values.toSorted()[Math.floor(at * (rows.count - 1))] ?? 0;
  const above = unitsWith(rows, (row) => (values[row] ?? 0) > limit);
  const below = unitsWith(rows, (row) => (values[row] ?? 0) <= limit);
  const units = Math.min(above, below);
  if (units >= FEWEST_BEYOND) return null;
  return `only ${counted(units, rows)} ${units === 1 ? 'reaches' : 'reach'} beyond the quantile at ${at}: too few to tell (fewer than ${FEWEST_BEYOND})`;
}
