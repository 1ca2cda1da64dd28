import type { ComparedPairs, Interval, MetricComparison } from '../comparison.ts';
import type { Examples, Statistic } from '../examples.ts';
import { concludeAll, opened, type Begun } from '../intervals/conclude-all.ts';
import { boundsOfFew } from '../intervals/bounds-of-few.ts';
import { varies } from '../intervals/estimate.ts';
import { mcnemarMidP } from '../intervals/mcnemar-mid-p.ts';
import { difference } from '../statistics/difference.ts';
import { prepareStatistic } from '../statistics/prepare-statistic.ts';
import { onceEach, type Rows } from '../statistics/prepared-statistic.ts';
import { changedRows, type ChangedRows } from './changed-rows.ts';
import { chooseMethod, closedForm } from './choose-method.ts';
import { ofAll, written } from './count-words.ts';
import { drawnFrom } from './group-units.ts';
import { clustersIn, pairRows, type Paired } from './pair-rows.ts';
import { countOf, truthOf, whyMissing, whyUndefined } from './why-undefined.ts';
import { unitsOf, whyTooFew } from './why-too-few.ts';

export type Sampling = {
  /** What decides the resamples, such as the digests of the sides: the same seed, the same result. */
  readonly seed: string;
  /** Left out, 10,000; 0: by closed forms alone. */
  readonly resamples?: number;
};

/** With fewer examples that differ resamples mostly repeat them. */
const FEWEST_CHANGED = 10;

/**
 * How far each statistic moved between two sides that judged the same examples, and how sure that is: the sides are
 * paired by the examples' ids, and whole clusters are drawn where there are clusters. The reference is
 * https://docs.scipy.org/doc/scipy/reference/generated/scipy.stats.bootstrap.html with `paired=True`, `method='BCa'`.
 */
export function compareExamples(
  now: Examples,
  before: Examples,
  statistics: Readonly<Record<string, Statistic>>,
  { seed, resamples = 10_000 }: Sampling,
): ComparedPairs {
  const pairing = pairRows(now, before);
  const begun = Object.entries(statistics).map(
    ([name, statistic]): [string, Begun<MetricComparison>] => {
      if (pairing.type === 'refused') return [name, notCompared(pairing.reason)];
      const missing = whyMissing('now', statistic, now) ?? whyMissing('before', statistic, before);
      if (missing !== null) return [name, notCompared(missing)];
      const choose = resamples === 0 ? closedForm : chooseMethod;
      return [name, begin(statistic, pairing, { seed, choose })];
    },
  );
  return { pairs: pairing.counts, metrics: concludeAll(begun, { seed, resamples }) };
}

type How = { readonly seed: string; readonly choose: typeof chooseMethod };

function begin(
  statistic: Statistic,
  pairing: Paired,
  { seed, choose }: How,
): Begun<MetricComparison> {
  const { now, before } = pairing;
  const reason = whyNotCompared(statistic, pairing);
  if (reason !== null) return notCompared(reason);
  const method = choose(statistic, now);
  const drawn = drawnFrom(now, method, seed);
  const mine = prepareStatistic(statistic, drawn);
  const theirs = prepareStatistic(statistic, drawnFrom(before, method, seed));
  const once = onceEach(drawn.units);
  const changed = pairing.counts.by === 'id' ? changedRows(statistic, now, before) : null;
  const sides = {
    value: mine.at(once),
    before: theirs.at(once),
    n: now.count,
    ...(changed?.isYesOrNo === true ? { discordant: changed.up + changed.down } : {}),
  };
  const few = tooFewAtAll(statistic, now, before) ?? hardlyChanged(statistic, changed, now);
  if (few !== null) return { type: 'done', result: { type: 'too-few', ...sides, ...few } };
  return opened<MetricComparison>(
    { ...method, statistic: difference(mine, theirs), rows: drawn },
    (estimate) => {
      if (!varies(estimate, sides.value, sides.before)) {
        return { type: 'too-few', ...sides, reason: NEVER_VARIES };
      }
      const { value: change, ...found } = estimate;
      return { type: 'compared', ...sides, change, ...found, clusters: clustersIn(now) };
    },
  );
}

function whyNotCompared(statistic: Statistic, pairing: Paired): string | null {
  return (
    whyUndefined('now', statistic, pairing.now) ??
    whyUndefined('before', statistic, pairing.before) ??
    otherTruth(statistic, pairing)
  );
}

const NEVER_VARIES =
  'the change is the same in every resample: nothing shows how much it would vary';

type TooFew = { readonly reason: string; readonly p?: number; readonly bounds?: Interval };

function tooFewAtAll(statistic: Statistic, now: Rows, before: Rows): TooFew | null {
  const reason = whyTooFew(statistic, now) ?? whyTooFew(statistic, before);
  return reason === null ? null : { reason };
}

function hardlyChanged(
  { type }: Statistic,
  changed: ChangedRows | null,
  rows: Rows,
): TooFew | null {
  if (changed === null || changed.units >= FEWEST_CHANGED) return null;
  const { units, up, down, isYesOrNo } = changed;
  const isExact = type === 'mean' && isYesOrNo && rows.unitOf === null;
  const exact = isExact
    ? { p: mcnemarMidP(up, down), bounds: boundsOfFew({ up, down, of: rows.count }) }
    : {};
  if (units === 0)
    return { reason: `all ${written(rows.units)} ${unitsOf(rows)} are as they were`, ...exact };
  const reason = `the sides differ in only ${ofAll(units, rows.units, unitsOf(rows))}: too few to tell (fewer than ${FEWEST_CHANGED})`;
  return { reason, ...exact };
}

/** What is true of an example may not have changed: then the sides were not asked the same. */
function otherTruth(statistic: Statistic, { now, before, counts }: Paired): string | null {
  const name = truthOf(statistic);
  if (name === null || counts.by === 'cluster') return null;
  const theirs = before.column(name);
  const moved = countOf(
    now.column(name).map((value, row) => value - (theirs[row] ?? 0)),
    (move) => move !== 0,
  );
  if (moved === 0) return null;
  return `\`${name}\` differs between the sides in ${ofAll(moved, now.count)}: they were not held against the same truth`;
}

function notCompared(reason: string): Begun<MetricComparison> {
  return { type: 'done', result: { type: 'not-compared', reason } };
}
