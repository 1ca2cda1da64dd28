import type { ComparedExamples } from '../../../evaluation/comparison.ts';
import type { Flips } from '../../../evaluation/flips.ts';
import type { Digest } from '../../domain/digest.ts';
import type { Instant } from '../../domain/run/run.ts';

/** What examples of a run say, alone or beside another one's. It takes a while to know, and is kept. */
export interface Comparisons {
  /** Those that are known. */
  find(ids: readonly Digest[]): Promise<ReadonlyMap<string, ComparedExamples>>;
  /** The examples of a run that moved most: for those alone who may read its repository. */
  flipsOf(run: string): Promise<readonly Flips[]>;
}

export type ComparisonChange = {
  readonly type: 'comparison.save';
  /** Of what was asked: both tables and what is computed of them. */
  readonly id: Digest;
  /** It is forgotten with this run. */
  readonly run: string;
  readonly at: Instant;
  readonly comparison: ComparedExamples;
};
