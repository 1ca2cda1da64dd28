import { closestName } from '../../text/closest-name.ts';
import type { Examples, Statistic } from '../examples.ts';
import type { Rows } from '../statistics/prepared-statistic.ts';
import { ofAll, written } from './count-words.ts';

/** What a statistic asks of a column. */
type Role = 'number' | 'amount' | 'yes-or-no' | 'chance';

/** The columns that a statistic is taken from: first what is true (if it asks for that), then what is judged. */
export function columnsOf(statistic: Statistic): readonly (readonly [string, Role])[] {
  switch (statistic.type) {
    case 'mean':
    case 'quantile':
      return [[statistic.column, 'amount']];
    case 'auc':
    case 'average-precision':
      return [
        [statistic.label, 'yes-or-no'],
        [statistic.score, 'number'],
      ];
    case 'rmse':
    case 'mae':
      return [
        [statistic.actual, 'amount'],
        [statistic.predicted, 'amount'],
      ];
    case 'log-loss':
      return [
        [statistic.label, 'yes-or-no'],
        [statistic.probability, 'chance'],
      ];
    default:
      return [
        [statistic.label, 'yes-or-no'],
        [statistic.predicted, 'yes-or-no'],
      ];
  }
}

/** Which column of a statistic says what is true, whoever was judged by it. */
export function truthOf(statistic: Statistic): string | null {
  if ('label' in statistic) return statistic.label;
  return 'actual' in statistic ? statistic.actual : null;
}

/** Which side a sentence speaks of; null: there is only one. */
type Side = 'now' | 'before' | null;

/** Why a column that a statistic asks for is not there; null: it is. */
export function whyMissing(side: Side, statistic: Statistic, { columns }: Examples): string | null {
  const { names } = columns;
  const missing = columnsOf(statistic).find(([name]) => !names.includes(name));
  if (missing === undefined) return null;
  const [name] = missing;
  const near = closestName(name, names);
  const hint = near === null ? `it has ${listed(names)}` : `did you mean \`${near}\`?`;
  return onSide(side, `there is no column \`${name}\`: ${hint}`);
}

/** Why a statistic means nothing for these rows; null: it is defined. */
export function whyUndefined(side: Side, statistic: Statistic, rows: Rows): string | null {
  if (rows.count === 0) return onSide(side, 'there is no example');
  const unfit = columnsOf(statistic)
    .map(([name, role]) => whyUnfit(name, role, rows))
    .find((reason) => reason !== null);
  const reason = unfit ?? whyNotItself(statistic, rows);
  return reason === null ? null : onSide(side, reason);
}

function onSide(side: Side, reason: string): string {
  return side === null ? reason : `${side}: ${reason}`;
}

function whyUnfit(name: string, role: Role, { column, count }: Rows): string | null {
  const values = column(name);
  const none = countOf(values, (value) => !Number.isFinite(value));
  if (none > 0) return `\`${name}\` has no number in ${ofAll(none, count)}`;
  if (role === 'amount') return whyNotSquared(name, values);
  const unfit = countOf(values, (value) => !FITS[role](value));
  if (unfit === 0) return null;
  return `\`${name}\` must be ${ASKS[role]}; in ${ofAll(unfit, count)} it is not`;
}

/** Within these millions of squares can be added up, and cubes, without leaving what a double can hold. */
const [SMALLEST, LARGEST] = [1e-100, 1e100];

/** Numbers that are added up are squared to say how they vary. */
function whyNotSquared(name: string, values: Float64Array): string | null {
  const largest = values.reduce(
    (most, value) => (Math.abs(value) > Math.abs(most) ? value : most),
    0,
  );
  const size = Math.abs(largest);
  if (size > LARGEST) {
    return `\`${name}\` holds ${largest}: nothing is computed of numbers larger than ${exponential(LARGEST)}`;
  }
  if (size === 0 || size >= SMALLEST) return null;
  return `no number in \`${name}\` is larger than ${size}: nothing is computed of numbers smaller than ${exponential(SMALLEST)}`;
}

function exponential(number: number): string {
  return number.toExponential().replace('+', '');
}

const FITS: Readonly<Record<Exclude<Role, 'amount'>, (value: number) => boolean>> = {
  number: () => true,
  'yes-or-no': (value) => value === 0 || value === 1,
  chance: (value) => value >= 0 && value <= 1,
};

const ASKS: Readonly<Record<Exclude<Role, 'amount'>, string>> = {
  number: 'a number',
  'yes-or-no': 'true or false (1 or 0)',
  chance: 'a probability from 0 to 1',
};

function whyNotItself(statistic: Statistic, rows: Rows): string | null {
  switch (statistic.type) {
    case 'auc':
    case 'average-precision':
      return whyNotRanked(statistic, rows);
    case 'quantile':
      return statistic.at > 0 && statistic.at < 1
        ? null
        : `a quantile lies between 0 and 1, not at ${statistic.at}`;
    case 'precision':
      return whyNever(statistic.predicted, rows);
    case 'recall':
    case 'f1':
      return whyNever(statistic.label, rows);
    default:
      return null;
  }
}

type Ranked = { readonly label: string; readonly score: string };

function whyNotRanked({ label, score }: Ranked, { column, count }: Rows): string | null {
  const [first] = column(label);
  if (column(label).every((value) => value === first)) {
    return `\`${label}\` is ${first === 1 ? 'true' : 'false'} in all ${written(count)} examples: there is nothing to tell apart`;
  }
  const [one] = column(score);
  return column(score).every((value) => value === one)
    ? `\`${score}\` is ${one} in all ${written(count)} examples: it ranks nothing`
    : null;
}

function whyNever(name: string, { column, count }: Rows): string | null {
  return column(name).includes(1)
    ? null
    : `\`${name}\` is true in none of ${written(count)} examples`;
}

export function countOf(values: Float64Array, is: (value: number) => boolean): number {
  let count = 0;
  for (let at = 0; at < values.length; at += 1) if (is(values[at] ?? Number.NaN)) count += 1;
  return count;
}

function listed(names: readonly string[]): string {
  return names.length === 0 ? 'none' : names.map((name) => `\`${name}\``).join(', ');
}
