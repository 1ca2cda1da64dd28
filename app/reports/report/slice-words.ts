import { sliceName } from '../../../evaluation/slices.ts';
import { ownValue } from '../../domain/own-value.ts';
import { numberText } from '../words/number-text.ts';
import { count } from '../words/step-words.ts';
import type { Change, Report, ReportedSlice, RestsOn, Side, SliceMetric } from './report.ts';
import { isOtherwise } from './report-words.ts';
import { worseSlices } from './setbacks.ts';

/** A metric of a slice, beside one side. */
export type SliceChange = {
  readonly slice: ReportedSlice;
  readonly metric: SliceMetric;
  /** Null: the side has not measured it. */
  readonly change: Change | null;
};

/** A slice by its name, `segment=prepaid`; nothing of it is escaped. */
export function sliceText({ by }: Pick<ReportedSlice, 'by'>): string {
  return sliceName(by);
}

/** The sides that measured slices. */
export function slicedSides({ sides }: Report): readonly Side[] {
  return sides.filter(({ found }) => found.type === 'measured' && found.slices !== undefined);
}

/**
 * What to look at first: what got worse, then the rest of what is coloured, then what stands for the model or is judged
 * by a gate, and nothing else of it. Of a metric that first which is bad even at the end of its interval nearest to harmless:
 * the farthest points are those of the smallest slices.
 */
export function notableSlices(report: Report, side: Side | null): readonly SliceChange[] {
  const all = (report.slices ?? []).flatMap((slice) =>
    slice.metrics.map((metric) => ({ slice, metric, change: changeBeside(metric, side) })),
  );
  const order = report.metrics.map(({ name }) => name);
  const main = report.metrics.some(({ isPrimary }) => isPrimary) ? null : order[0];
  const shown = all.filter(
    ({ metric, change }) =>
      rank(change) !== 2 || metric.isPrimary || metric.isGated || metric.name === main,
  );
  const place = ({ metric }: SliceChange) =>
    order.includes(metric.name) ? order.indexOf(metric.name) : order.length;
  // A table may measure nothing of what the whole is measured by.
  return (shown.length === 0 ? all : shown).toSorted(
    (a, b) => rank(a.change) - rank(b.change) || place(a) - place(b) || nearest(a) - nearest(b),
  );
}

function changeBeside({ against }: SliceMetric, side: Side | null): Change | null {
  return side === null ? null : (ownValue(against, side.name) ?? null);
}

function rank(change: Change | null): number {
  if (change?.claim === 'worse') return 0;
  return change?.claim === 'better' ? 1 : 2;
}

/** The bound nearest to harmless, the worst first, and of what got better the surest first; what has none comes last. */
function nearest({ metric: { goal }, change }: SliceChange): number {
  if (change?.interval == null || change.why !== undefined) return Number.MAX_VALUE;
  const { low, high } = change.interval;
  const [worst, best] = goal === 'down' ? [-high, -low] : [low, high];
  return change.claim === 'better' ? -worst : best;
}

/** What was claimed of slices beside a side. */
export type SliceCounts = {
  readonly slices: number;
  /** Slices in which some metric got worse. */
  readonly worse: number;
  /** Numbers whose noise is known, but those of gates. */
  readonly judged: number;
  /** Those of them that are called better or worse. */
  readonly flagged: number;
  /** Whose noise their intervals have, in words. */
  readonly noise: string;
};

export function sliceCounts({ slices = [] }: Report, side: Side): SliceCounts {
  const isOf = (claims: readonly string[]) => (metric: SliceMetric) => {
    const change = changeBeside(metric, side);
    return change !== null && claims.includes(change.claim);
  };
  const judged = slices.flatMap(({ metrics }) =>
    metrics.filter((metric) => !metric.isGated && isJudged(metric, side)),
  );
  return {
    slices: slices.length,
    worse: worseSlices(slices, side.name),
    judged: judged.length,
    flagged: judged.filter(isOf(['better', 'worse'])).length,
    noise: noiseOf(judged.flatMap((metric) => changeBeside(metric, side)?.restsOn ?? [])),
  };
}

function noiseOf(rests: readonly RestsOn[]): string {
  if (rests.every((each) => each === 'both')) return 'test-set and training noise';
  const countOf = (of: readonly RestsOn[]) => rests.filter((each) => of.includes(each)).length;
  const [test, training] = [countOf(['test', 'both', 'same-model']), countOf(['training', 'both'])];
  if (test === 0) return 'training noise only';
  if (training === 0) {
    return countOf(['same-model']) === test
      ? 'test-set noise; the model is the same'
      : 'test-set noise only';
  }
  const of = (known: number) => (known === rests.length ? '' : ` of ${known}`);
  return `test-set noise${of(test)}, training noise${of(training)}`;
}

function isJudged(metric: SliceMetric, side: Side): boolean {
  const change = changeBeside(metric, side);
  return metric.goal !== null && change?.interval != null && change.why === undefined;
}

/** So often an interval of 95 % leaves out what did not change. */
const CHANCE = 0.05;

/** What a reader of slices has to know, as sentences without their end; nothing of it is of the tables, nor escaped. */
export function sliceNotes(report: Report): readonly string[] {
  const { slices, sides } = report;
  if (slices === undefined) return [];
  if (slices.length === 0) return ['its slices could not be read'];
  const notes = sides.flatMap((side) => notesBeside(report, side));
  const isDeclared = slices.some(({ metrics }) => metrics.some(({ isGated }) => isGated));
  return [...notes, ...(isDeclared && notes.length > 0 ? [DECLARED] : [])];
}

const DECLARED = 'slices with a gate are judged among themselves (Holm)';

function notesBeside(report: Report, side: Side): readonly string[] {
  const { name, found } = side;
  if (found.type !== 'measured' || isOtherwise(side)) return [];
  if (found.slices === undefined) return [`${name} has measured no slices`];
  if ('notRead' in found.slices) return [`the slices of ${name} could not be read`];
  const { judged, flagged, slices, noise } = sliceCounts(report, side);
  if (judged === 0) return [];
  const of = `${judged.toLocaleString('en-US')} ${judged === 1 ? 'number' : 'numbers'}`;
  const chance = numberText(Number((judged * CHANCE).toPrecision(2)));
  return [
    `${flagged} of ${of} in ${count(slices, 'slice')} flagged beside ${name} (${noise}; Benjamini–Hochberg at 10 %); ${chance} would be at plain 95 % by chance`,
  ];
}

/** Why some slices were not compared example by example, for whoever may read the run. */
export function whySlices(report: Report): readonly string[] {
  const reasons = report.sides.flatMap(({ name, compared }) => {
    if (compared?.type !== 'compared') return [];
    const all = (compared.slices ?? []).flatMap(({ metrics }) => Object.values(metrics));
    const why = all.flatMap((each) => (each.type === 'not-compared' ? [each.reason] : []));
    return [...new Set(why)].map((reason) => `slices not compared with ${name}: ${reason}`);
  });
  return reasons.slice(0, MOST_REASONS);
}

const MOST_REASONS = 3;
