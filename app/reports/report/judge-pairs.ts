import type { Interval, MeasuredMetric } from '../../../evaluation/comparison.ts';
import { claimedOf, notJudged, type JudgedChange } from './judge-change.ts';
import type { Side } from './report.ts';
import type { ReportedJudge } from './reported-judge.ts';

/** Who wins every other pair is as good as the other. */
const EVEN = 0.5;

type Won = {
  readonly value: number;
  /** Of the share; null: too few items to say. */
  readonly interval: Interval | null;
  /** What the other side has under the same name: a share of other pairs. */
  readonly old: number | undefined;
  readonly measured: MeasuredMetric | undefined;
};

/**
 * What may be claimed by the share of pairs that were won: both answers were judged in this run, so it is held against
 * one half, and only beside the version that gave the other answers. Null: there is nothing to hold against each other.
 */
export function judgePairs(
  { against }: Pick<ReportedJudge, 'against'>,
  { name, version, isSameModel }: Side,
  { value, interval, old, measured }: Won,
): JudgedChange | null {
  if (against === null) return null;
  if (name !== against.name) {
    if (old === undefined) return null;
    return { ...notJudged(value, old, 'up'), why: `its pairs are judged beside ${against.name}` };
  }
  const change = value - EVEN;
  const common = { value: EVEN, change, inRun: true } as const;
  if (version !== against.version) {
    const then = against.version === null ? 'another version' : `v${against.version}`;
    return { ...common, ...unknown(`its pairs were judged beside ${then} of it`) };
  }
  if (interval === null) {
    const few = measured?.type === 'too-few' ? measured.reason : 'too few items to tell';
    return { ...common, ...unknown(few) };
  }
  const moved = { low: interval.low - EVEN, high: interval.high - EVEN };
  return {
    ...common,
    interval: moved,
    ...claimedOf(change, moved),
    ...byOf(measured),
    restsOn: isSameModel === true ? 'same-model' : 'test',
  };
}

function byOf(measured: MeasuredMetric | undefined): Pick<JudgedChange, 'by'> {
  if (measured?.type !== 'measured') return {};
  const { n, clusters, method } = measured;
  return { by: { n, clusters, method } };
}

function unknown(why: string): Pick<JudgedChange, 'interval' | 'p' | 'claim' | 'why'> {
  return { interval: null, p: null, claim: 'cannot-tell', why };
}
