import type { RunCost } from '../../costs/run-cost.ts';
import type { Instant } from '../../domain/run/run.ts';

/** What runs cost. It is written down once nothing of it can change any more, and stays when the run is forgotten. */
export interface Costs {
  /** Of the runs of a repository that are over, newest first. */
  list(query: CostQuery): Promise<readonly KeptCost[]>;
  /** Of these runs what was written down, by run. */
  of(runs: readonly string[]): Promise<ReadonlyMap<string, RunCost>>;
  /** Runs that are over, with no machine of theirs left, whose costs are not written down; oldest first. */
  due(limit: number): Promise<readonly string[]>;
  /** Null: nobody can say any more. */
  keep(run: string, cost: RunCost | null): Promise<void>;
  /** Deletes those of runs that were started before. */
  forget(before: Instant): Promise<void>;
}

export type CostQuery = {
  /** 0: of this machine. */
  readonly repository: number;
  readonly since: Instant;
  readonly limit: number;
};

/** `cost` null: it can still change. */
export type KeptCost = { readonly run: string; readonly cost: RunCost | null };
