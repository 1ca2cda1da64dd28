import { normalWithin } from '../../../math/normal-within.ts';
import { studentWithin } from '../../../math/student.ts';
import type { Interval } from '../../../evaluation/comparison.ts';
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
  /** At 95 %. */
  readonly written: Interval | null;
  readonly training: GateTraining | null;
};

/** By examples, else by what the steps wrote of themselves, and by trainings, or by the one of them that is known. Null: nobody can be so sure. */
export function changeBounds(
  { change, comparison, written, training }: Known,
  confidence: number,
): ChangeBounds | null {
  if (comparison === null) {
    const bySteps = written === null ? null : atLevel({ change, interval: written }, confidence);
    if (bySteps !== null) {
      return withTraining({ ...bySteps, on: null, of: OF_STEPS }, training, confidence);
    }
    if (training?.type !== 'known') return null;
    const nothing = { change, low: change, high: change, on: null, of: null };
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

/** `of`: whose noise that is; null: it is not known. */
type OfTest = Pick<ChangeBounds, 'change' | 'low' | 'high' | 'on'> & { readonly of: string | null };

const OF_TEST = 'test-set noise';
const OF_STEPS = 'the noise that the steps tell of';

/**
 * The halves of both intervals add up by their squares, each end by itself, as in a report.
 * Zou & Donner (2008): https://doi.org/10.1002/sim.3095
 */
function withTraining(
  found: OfTest,
  training: GateTraining | null,
  confidence: number,
): ChangeBounds {
  const { change, low, high, on, of } = found;
  const same = { change, low, high, on, luck: 0 };
  if (training === null) return { ...same, noise: `${of} only` };
  if (training.type === 'same-model') return { ...same, noise: `${of}; the model is the same` };
  const { error, df, luck } = training;
  const half = studentWithin(confidence, df) * error;
  return {
    ...same,
    low: change - Math.hypot(change - low, half),
    high: change + Math.hypot(high - change, half),
    noise:
      of === null
        ? 'training noise only'
        : of === OF_TEST
          ? 'test-set and training noise'
          : `${of}, and training noise`,
    luck,
  };
}

type Of<T extends GateComparison['type']> = Extract<GateComparison, { readonly type: T }>;

/** Each side of the interval at 95 % as much longer or shorter as a normal one is. */
function atConfidence(compared: Of<'compared'>, confidence: number): OfTest {
  return { ...atLevel(compared, confidence), on: examplesText(compared), of: OF_TEST };
}

function atLevel(
  { change, interval }: Pick<Of<'compared'>, 'change' | 'interval'>,
  confidence: number,
): Pick<ChangeBounds, 'change' | 'low' | 'high'> {
  const share = normalWithin(confidence) / normalWithin(0.95);
  const [below, above] = [change - interval.low, interval.high - change];
  return { change, low: change - below * share, high: change + above * share };
}

/** Exact at 95 %, and more than enough for less. Null: nobody can be so sure. */
function boundsOfFew(
  { value, before, bounds, n }: Of<'too-few'>,
  confidence: number,
): OfTest | null {
  if (bounds === undefined || confidence > 0.95) return null;
  const on = examplesText({ n, clusters: null });
  return { change: tidy(value - before), ...bounds, on, of: OF_TEST };
}

function examplesText({ n, clusters }: { readonly n: number; readonly clusters: number | null }) {
  const examples = `${n.toLocaleString('en-US')} examples`;
  return clusters === null
    ? examples
    : `${examples} in ${clusters.toLocaleString('en-US')} clusters`;
}
