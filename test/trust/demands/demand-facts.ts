/* What the oracle is told, and what it makes of it. */

/** Something that a commit was proposed by, and what the default branch said then. */
export type Proposed = {
  readonly event: 'push' | 'pull_request' | 'merge_group';
  readonly ref: string;
  /** The branch that it is to be merged into; null: none. */
  readonly base: string | null;
  readonly changed: readonly string[];
  readonly main: Readonly<Record<string, string>>;
};

export type RowFact = {
  readonly key: string;
  readonly step: string;
  readonly result: string | null;
  readonly metrics: Readonly<Record<string, number>>;
};
/** A run as it stands. `typed`: somebody typed params for it. */
export type RunFact = {
  readonly pipeline: string;
  readonly sha: string;
  readonly typed: boolean;
  readonly isOver: boolean;
  readonly rows: readonly RowFact[];
};

export type Question = {
  readonly sha: string;
  readonly proposed: readonly Proposed[];
  /** All runs, the newest first. */
  readonly runs: readonly RunFact[];
  /** The commits of the default branch that it grew from, the nearest first. */
  readonly bases: readonly string[];
  /** Pipelines that somebody answers for at this commit, for every branch that it is to be merged into. */
  readonly overridden: ReadonlySet<string>;
};

export type Gate = {
  readonly metric: string;
  readonly op?: string;
  readonly value?: number;
  readonly than?: string;
  readonly baseline?: string;
  readonly tolerance?: string | number;
  readonly 'if-missing'?: string;
  readonly severity?: string;
};
export type Demand = {
  readonly pipeline: string;
  readonly step: string;
  readonly gates: readonly Gate[];
  readonly minimize: readonly string[];
  /** Null: whichever there are, and at least one. */
  readonly rows: readonly string[] | null;
};
