import type {
  MeasuredMetric,
  MetricComparison,
  PairCounts,
} from '../../../evaluation/comparison.ts';
import type { Digest } from '../../domain/digest.ts';
import type { Instant } from '../../domain/run/run.ts';

/** What examples of a run say, alone or beside another one's. It takes a while to know, and is kept. */
export interface Comparisons {
  /** Those that are known. */
  find(ids: readonly Digest[]): Promise<ReadonlyMap<string, ComparedExamples>>;
}

/** What is known of the examples of a run. */
export type ComparedExamples = {
  /** By the metric's name: what they say of this run alone. */
  readonly measured: Readonly<Record<string, MeasuredMetric>>;
  /** Null: they were beside no other's. */
  readonly beside: {
    readonly pairs: PairCounts;
    readonly metrics: Readonly<Record<string, MetricComparison>>;
  } | null;
};

export type ComparisonChange = {
  readonly type: 'comparison.save';
  /** Of what was asked: both tables and what is computed of them. */
  readonly id: Digest;
  /** It is forgotten with this run. */
  readonly run: string;
  readonly at: Instant;
  readonly comparison: ComparedExamples;
};
