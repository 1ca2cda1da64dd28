import type { Instant } from '../../domain/run/run.ts';
import type { Scopes } from './cache.ts';

/** What earlier runs tell of work to come. */
export interface History {
  /**
   * How long the newest success of each row took, by its key, and under a matrix step's own id the longest of its cells;
   * looked for in the last runs of the pipeline until all of `keys` are found.
   */
  durations(query: DurationsQuery, scopes?: Scopes): Promise<ReadonlyMap<string, PastDuration>>;
}

export type DurationsQuery = { readonly pipeline: string; readonly keys: readonly string[] };

export type PastDuration = {
  readonly run: string;
  readonly endedAt: Instant;
  /** Of the attempt that succeeded; of one that went on from a checkpoint with the attempts before it in its run. */
  readonly ms: number;
};
