import { normalWithin } from '../../../math/normal-within.ts';
import { studentWithin } from '../../../math/student.ts';
import type { GateComparison, GateTraining } from '../../domain/gate.ts';
import { tidy } from './tolerance.ts';

/** Between what the change of a metric lies, as sure as a gate asks to be. */
export type ChangeBounds = {
  readonly change: number;
  readonly low: number;
  readonly high: number;
  /** `1,200 examples in 300 clusters`; null: no examples say so. */
  readonly on: string | null;
  /** Whose noise lies within. */
  readonly noise: string;
  /** How far the choice of the best of several moves the change, on average. */
  readonly luck: number;
};

type Known = {
  /** Of the numbers themselves, where there are no examples. */
  readonly change: number;
  readonly comparison: GateComparison | null;
  readonly training: GateTraining | null;
};

/** By examples and by trainings, or by the one of them that is known. Null: nobody can be so sure. */
export function changeBounds(
  { change, comparison, training }: Known,
  confidence: number,
): ChangeBounds | null {
  if (comparison === null) {
    if (training?.type !== 'known') return null;
    const nothing = { change, low: change, high: change, on: null };
    return withTraining(nothing, training, confidence);
  }
  const byTest =
    comparison.type === 'compared'
      ? atConfidence(comparison, confidence)
      : comparison.type === 'too-few'
        ? boundsOfFew(comparison, confidence)
        : null;
  return byTest === null ? null : withTraining(byTest, training, confidence);
}

type OfTest = Pick<ChangeBounds, 'change' | 'low' | 'high' | 'on'>;

/**
 * The halves of both intervals add up by their squares, each end by itself, as in a report.
 * Zou & Donner (2008): https://doi.org/10.1002/sim.3095
 */
function withTraining(
  found: OfTest,
  training: GateTraining | null,
  confidence: number,
): ChangeBounds {
  if (training === null) return { ...found, noise: 'test-set noise only', luck: 0 };
  if (training.type === 'same-model') {
    return { ...found, noise: 'test-set noise; the model is the same', luck: 0 };
  }
  const { error, df, luck } = training;
  const half = studentWithin(confidence, df) * error;
  const { change, low, high, on } = found;
  return {
    ...found,
    low: change - Math.hypot(change - low, half),
    high: change + Math.hypot(high - change, half),
    noise: on === null ? 'training noise only' : 'test-set and training noise',
    luck,
  };
}

type Of<T extends GateComparison['type']> = Extract<GateComparison, { readonly type: T }>;

/** Each side of the interval at 95 % as much longer or shorter as a normal one is. */
function atConfidence(compared: Of<'compared'>, confidence: number): OfTest {
  const { change, interval } = compared;
  const share = normalWithin(confidence) / normalWithin(0.95);
  const [below, above] = [change - interval.low, interval.high - change];
  const on = examplesText(compared);
  return { change, low: change - below * share, high: change + above * share, on };
}

/** Exact at 95 %, and more than enough for less. Null: nobody can be so sure. */
function boundsOfFew(
  { value, before, bounds, n }: Of<'too-few'>,
  confidence: number,
): OfTest | null {
  if (bounds === undefined || confidence > 0.95) return null;
  return { change: tidy(value - before), ...bounds, on: examplesText({ n, clusters: null }) };
}

function examplesText({ n, clusters }: { readonly n: number; readonly clusters: number | null }) {
  const examples = `${n.toLocaleString('en-US')} examples`;
  return clusters === null
    ? examples
    : `${examples} in ${clusters.toLocaleString('en-US')} clusters`;
}
