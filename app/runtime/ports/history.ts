import type { PastRun } from '../../costs/step-estimate.ts';
import type { Instant } from '../../domain/run/run.ts';
import type { Scopes } from './cache.ts';

/** What earlier runs tell of work to come. */
export interface History {
  /**
   * How long the newest success of each row took, by its key, and under a matrix step's own id the longest of its cells;
   * looked for in the last runs of the pipeline until all of `keys` are found.
   */
  durations(query: DurationsQuery, scopes?: Scopes): Promise<ReadonlyMap<string, PastDuration>>;
  /**
   * How long the last successes of one row took in a repository's trusted runs, counted alike, newest first; of a cell that
   * never succeeded those of all cells of its step. 20 at most, looked for in the last runs of the pipeline.
   */
  lengths(query: LengthsQuery): Promise<readonly number[]>;
  /**
   * How long the rows that succeeded were at work in the last runs of a pipeline, the newest first, with all attempts of
   * theirs: from the start, or where a machine was started for it from the order. Of long runs fewer are looked at.
   */
  paidTimes(query: PaidTimesQuery): Promise<readonly PastRun[]>;
}

export type LengthsQuery = {
  readonly repository: number;
  readonly pipeline: string;
  readonly key: string;
};

export type PaidTimesQuery = {
  readonly pipeline: string;
  readonly scopes: Scopes;
  /** Left out. */
  readonly except: string;
};

export type DurationsQuery = { readonly pipeline: string; readonly keys: readonly string[] };

export type PastDuration = {
  readonly run: string;
  readonly endedAt: Instant;
  /** Of the attempt that succeeded; of one that went on from a checkpoint with the attempts before it in its run. */
  readonly ms: number;
};
