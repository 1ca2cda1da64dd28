import type { SliceBy } from './slices.ts';
import type { Flips } from './flips.ts';
import type { Leakage } from './leakage.ts';

/** What the examples of two sides say of a metric. */
export type MetricComparison =
  | {
      readonly type: 'compared';
      /** Over the examples that both sides have. */
      readonly value: number;
      readonly before: number;
      /** `value` − `before`. */
      readonly change: number;
      /** Holds the true change in 95 of 100 cases; never without length. */
      readonly interval: Interval;
      /** The standard error of the change. */
      readonly error: number;
      /** Of the change; two-sided, never 0, below 0.05 just where the interval does not hold 0. */
      readonly p: number;
      readonly method: Method;
      /** Examples that both sides have. */
      readonly n: number;
      /** Into how many clusters they fall; null: every one stands alone. */
      readonly clusters: number | null;
      /** Where answers are yes or no: examples in which the sides differ. */
      readonly discordant?: number;
    }
  | {
      readonly type: 'too-few';
      readonly value: number;
      readonly before: number;
      readonly n: number;
      readonly reason: string;
      /**
       * Of few answers of yes or no that differ: holds the true change in 95 of 100 cases or more, whatever it is. Too wide
       * to say better or worse, but enough for who asks that it be small.
       */
      readonly bounds?: Interval;
      /** Of few examples in which the sides differ: exact, by McNemar's mid-p. */
      readonly p?: number;
      readonly discordant?: number;
    }
  | { readonly type: 'not-compared'; readonly reason: string };

export type Interval = { readonly low: number; readonly high: number };

/** How the noise of a number was found. */
export type Method =
  /** Resamples of all examples (or clusters), bias-corrected and accelerated. */
  | {
      readonly type: 'bca';
      readonly resamples: number;
      /** What was drawn: examples, clusters, or of more than 20,000 such, groups into which they fell by chance. */
      readonly units: number;
    }
  /** The variance of an AUC in closed form. */
  | { readonly type: 'delong' }
  /** The variance in closed form, by how far each example (or cluster) moves the number. */
  | { readonly type: 'influence-function' }
  /** A share of examples that stand alone. */
  | { readonly type: 'wilson' };

/** What the examples of one side say of a metric alone. */
export type MeasuredMetric =
  | {
      readonly type: 'measured';
      readonly value: number;
      /** Holds the true value in 95 of 100 cases; never without length. */
      readonly interval: Interval;
      /** The standard error. */
      readonly error: number;
      readonly method: Method;
      readonly n: number;
      /** Into how many clusters the examples fall; null: every one stands alone. */
      readonly clusters: number | null;
    }
  | {
      readonly type: 'too-few';
      readonly value: number;
      readonly n: number;
      readonly reason: string;
    }
  | { readonly type: 'not-measured'; readonly reason: string };

/** How many examples are on both sides, and on one alone. */
export type PairCounts = {
  /** What was looked for on both sides: rows by their id, or where ids repeat within clusters, the clusters. */
  readonly by: 'id' | 'cluster';
  readonly paired: number;
  readonly onlyNow: number;
  readonly onlyBefore: number;
};

/** What the examples of two sides say. */
export type ComparedPairs = {
  readonly pairs: PairCounts;
  /** By the metric's name. */
  readonly metrics: Readonly<Record<string, MetricComparison>>;
  /** Of parts of the data; left out: nobody asked. */
  readonly slices?: readonly ComparedSlice[];
};

/** What the examples of two sides say of a part of the data. */
export type ComparedSlice = {
  readonly by: SliceBy;
  readonly pairs: PairCounts;
  /** By the metric's name. */
  readonly metrics: Readonly<Record<string, MetricComparison>>;
};

/** What is known of the examples of a run. */
export type ComparedExamples = {
  /** By the metric's name: what they say of this run alone. */
  readonly measured: Readonly<Record<string, MeasuredMetric>>;
  /** Null: they were beside no other's. */
  readonly beside: ComparedPairs | null;
  /** What of the test the model has learned from; left out: that was not asked. */
  readonly leakage?: readonly Leakage[];
  /** The examples that moved most; left out: that was not asked. No report has them. */
  readonly flips?: Flips;
};
