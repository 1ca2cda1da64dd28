import type { MetricComparison } from '../../evaluation/comparison.ts';
import type { SliceBy } from '../../evaluation/slices.ts';
import type { KeptExamples } from './kept-examples.ts';
import type { KeptSlices } from './kept-slices.ts';
import type { GateVerdict } from './statuses.ts';

/** One gate as it was judged; carries its reasons so that a report adds no logic. */
export type GateOutcome = {
  readonly id: string;
  readonly metric: string;
  readonly op: string;
  /** The metric as measured; null: missing. */
  readonly value: number | null;
  /** What it had to meet: the value, or the baseline's or other metric less the tolerance; null: none existed. */
  readonly threshold: number | null;
  readonly verdict: GateVerdict;
  readonly message: string;
};

/** Whether one of these is still being measured, or compared. */
export function isUnderWay(baselines: Readonly<Record<string, Baseline>>): boolean {
  return Object.values(baselines).some(
    (baseline) => baseline.type === 'under-way' || isCompared(baseline),
  );
}

/** Whether the examples of both are still being compared. */
function isCompared(baseline: Baseline): boolean {
  return baseline.type === 'found' && baseline.comparison?.type === 'under-way';
}

/**
 * What is known of a baseline when a gate is judged. `none`: no run has ever measured it. `under-way`: this run has
 * begun, and will.
 */
export type Baseline =
  /** `of`: what a server calls what it has not measured; left out: it is of this store. */
  | { readonly type: 'none'; readonly of?: string }
  | { readonly type: 'under-way'; readonly run: string; readonly number: number }
  | {
      readonly type: 'found';
      readonly run: string;
      readonly metrics: Readonly<Record<string, number>>;
      /** What a server calls it, `main on mlp.example.com`; left out: it is of this store. */
      readonly of?: string;
      /** Why what it measured may not be compared: other code, data or params measured it. Left out: nothing is known of that. */
      readonly otherwise?: readonly string[];
      /** It measured the very model that is judged now. */
      readonly sameModel?: true;
      /** What examples say of the gate's metric; left out: no bound is asked for, or the baseline has none. */
      readonly comparison?: GateComparison;
      /** The same of each slice, where the gate judges slices; left out: nothing is said of single ones. */
      readonly ofSlices?: readonly SliceComparison[];
      /** What is known of the trainings behind the change; left out: nothing, or no bound is asked for. */
      readonly training?: GateTraining;
      /** The same of slices, where training moves them by so much as is known. */
      readonly trainingOfSlices?: readonly SliceTraining[];
      /** What was measured example by example; left out: none was kept. */
      readonly examples?: KeptExamples;
      /** What was measured on parts of the data; left out: nothing. */
      readonly slices?: KeptSlices;
    };

/** What examples say of a gate's metric in a slice. */
export type SliceComparison = { readonly by: SliceBy; readonly comparison: GateComparison };

/** What examples say of a gate's metric. */
export type GateComparison =
  | Exclude<MetricComparison, { readonly type: 'not-compared' }>
  /** They are being compared. */
  | { readonly type: 'under-way' }
  /** The examples of both sides are the same, byte by byte. */
  | { readonly type: 'same' }
  /** Why they do not speak for the metric, for anybody to read. */
  | { readonly type: 'refused'; readonly reason: string };

/** What trainings say of a change. */
export type GateTraining =
  /** Both sides measured one model: nothing was trained between them. */
  | { readonly type: 'same-model' }
  | {
      readonly type: 'known';
      /** The standard error of the change by trainings, and of how many independent values it was taken. */
      readonly error: number;
      readonly df: number;
      /** How far the choice of the best of several moves the change, on average; 0: nothing was chosen, or on both sides alike. */
      readonly luck: number;
    };

export type SliceTraining = { readonly by: SliceBy; readonly training: GateTraining };

/** Under which name a plan's `lines` keep that of a gate: no id of a step has a dot. */
export function gateLineKey(step: string, gate: string): string {
  return `${step}.gates.${gate}`;
}
