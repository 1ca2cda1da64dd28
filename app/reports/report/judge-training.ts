import { expectedMaximum } from '../../../math/expected-maximum.ts';
import { chanceOf, halfOf } from './both-noises.ts';
import { errorOfDifference, type DifferenceError } from '../../../math/welch.ts';
import { Z95 } from '../../../math/z95.ts';
import { ownValue } from '../../domain/own-value.ts';
import type { Goal } from '../view/metric-goal.ts';
import { claimOf, type JudgedChange } from './judge-change.ts';
import { meanOfTrainings, type Training } from './training.ts';

export type Trained = {
  readonly metric: string;
  readonly goal: Goal | null;
  /** Left out: nothing is known of it. */
  readonly now: Training | undefined;
  readonly before: Training | undefined;
  /** Both measured the same model: nothing was trained between them. */
  readonly isSameModel: boolean;
};

/**
 * A change that was judged by the noise of the test set, or by none, judged by that of training as well: by both together
 * where both are known, else by the one that is. What examples refuse to tell stays so.
 */
export function withTraining(judged: JudgedChange, trained: Trained): JudgedChange {
  if (judged.why !== undefined) return judged;
  const restsOnTest = judged.interval !== null;
  if (trained.isSameModel) return restsOnTest ? { ...judged, restsOn: 'same-model' } : judged;
  const error = trainingError(trained);
  if (error !== null) return withError(judged, error, trained);
  return restsOnTest ? { ...judged, restsOn: 'test' } : judged;
}

function withError(judged: JudgedChange, error: DifferenceError, trained: Trained): JudgedChange {
  const { change, interval: byTest } = judged;
  // An interval by examples need not be even: each of its ends has an error of its own.
  const below = byTest === null ? 0 : (change - byTest.low) / Z95;
  const above = byTest === null ? 0 : (byTest.high - change) / Z95;
  const interval = { low: change - halfOf(error, below), high: change + halfOf(error, above) };
  return {
    ...judged,
    interval,
    p: chanceOf(change, error, change > 0 ? below : above),
    claim: claimBeyond(luckOf(trained), { change, interval, goal: trained.goal }),
    restsOn: byTest === null ? 'training' : 'both',
  };
}

/** How sure a change is by trainings; null: nobody knows how much these move. */
export function trainingError({
  metric,
  now,
  before,
}: Pick<Trained, 'metric' | 'now' | 'before'>): DifferenceError | null {
  const [mean, was] = [now, before].map((training) => meanOfTrainings(training, metric));
  return mean == null || was == null ? null : errorOfDifference(mean, was);
}

/** How far the choice of the best among equals moves the change, on average. */
export function luckOf({
  metric,
  goal,
  now,
  before,
}: Pick<Trained, 'metric' | 'goal' | 'now' | 'before'>): number {
  const luck = leadByChoice(now, metric) - leadByChoice(before, metric);
  return goal === 'down' ? -luck : luck;
}

function leadByChoice(training: Training | undefined, metric: string): number {
  const { selection = null, spreads = {} } = training ?? {};
  const spread = ownValue(spreads, metric);
  if (selection?.metric !== metric || spread === undefined) return 0;
  return expectedMaximum(selection.cells ?? spread.n) * spread.sd;
}

type Found = {
  readonly change: number;
  readonly interval: { readonly low: number; readonly high: number };
  readonly goal: Goal | null;
};

/** Better or worse is only what is so beyond the luck of who chose. */
function claimBeyond(luck: number, { change, interval, goal }: Found): JudgedChange['claim'] {
  const { low, high } = interval;
  const past = { low: low - Math.max(luck, 0), high: high - Math.min(luck, 0) };
  return claimOf(change, past, goal);
}
