import type { Interval } from '../../../evaluation/comparison.ts';
import type { Baseline, GateComparison, GateTraining } from '../../domain/gate.ts';

/** What a gate holds a metric against. */
export type Bar = KnownBar | Lack;

/** `none`: there has never been one. `unknown`: there should be one, and is not. */
export type Lack =
  | { readonly type: 'none'; readonly source: string }
  | { readonly type: 'unknown'; readonly message: string };

export type KnownBar = {
  readonly type: 'known';
  readonly value: number;
  readonly source: string;
  /** What examples of both say; null: there are none to ask. */
  readonly comparison: GateComparison | null;
  /** Between what the change lies by what both steps wrote beside their numbers, at 95 %; null: one of them wrote nothing. */
  readonly written: Interval | null;
  /** What trainings say; null: nobody knows. */
  readonly training: GateTraining | null;
  /** Why it may not be compared at all, and whether the model is the same. */
  readonly otherwise: readonly string[];
  readonly sameModel: boolean;
};

/** A number of the file or of the run itself. */
export function ownBar(source: string, value: number): KnownBar {
  return {
    type: 'known',
    value,
    source,
    comparison: null,
    written: null,
    training: null,
    otherwise: [],
    sameModel: false,
  };
}

/** A number of another run. */
export function knownBar(
  source: string,
  value: number,
  baseline: Extract<Baseline, { type: 'found' }> & { readonly written: Interval | null },
): KnownBar {
  const { comparison, written, training, otherwise, sameModel } = baseline;
  return {
    type: 'known',
    value,
    source,
    comparison: comparison ?? null,
    written,
    training: training ?? null,
    otherwise: otherwise ?? [],
    sameModel: sameModel ?? false,
  };
}
