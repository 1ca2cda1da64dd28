import { sliceKey, type SliceBy } from '../../../evaluation/slices.ts';
import type { Mean, Spread } from '../../../math/welch.ts';
import { ownValue } from '../../domain/own-value.ts';
import type { Selection } from './selected-from.ts';

/** What is known of the trainings behind what a step measured. */
export type Training = {
  /** Of how many trainings each number is the mean; 1: it is of one. */
  readonly of: number;
  /** How much one training moves each metric, as far as that is known. */
  readonly spreads: TrainingSpreads;
  /** The same on parts of the data, by their `sliceKey`; left out: none was measured so often. */
  readonly slices?: Readonly<Record<string, TrainingSpreads>>;
  /** Null: nothing was chosen for what it measured. */
  readonly selection: Selection | null;
  /** The step all of whose models were evaluated together, which says nothing of one of them; null: there is none. */
  readonly together: string | null;
};

/** Of a single training nobody knows more. */
export const ONE_TRAINING: Training = { of: 1, spreads: {}, selection: null, together: null };

/** By metric. */
export type TrainingSpreads = Readonly<Record<string, TrainingSpread>>;

export type TrainingSpread = Spread & {
  /** Cells of one run, or runs of the same code, data and params, that differ in their seed alone. */
  readonly from: 'seeds' | 'repeats';
  /** The step that was trained so often. */
  readonly step: string;
  /** The step that evaluated each of them; left out: what was trained measured itself, or the step that is judged did. */
  readonly measuredBy?: string;
};

/** What is known of them on a part of the data: how much they move the whole says nothing of it. */
export function trainingIn(training: Training, by: SliceBy): Training {
  return { ...training, spreads: ownValue(training.slices ?? {}, sliceKey(by)) ?? {} };
}

/** How sure a number is that was trained so; null: nobody can say, and nothing may be assumed. */
export function meanOfTrainings(training: Training | undefined, metric: string): Mean | null {
  if (training === undefined) return ONE;
  const { of, spreads, together } = training;
  return together === null ? { of, spread: ownValue(spreads, metric) ?? null } : null;
}

const ONE: Mean = { of: 1, spread: null };
