import type { Pictures } from './pictures-section.ts';
import type { RunView } from '../../../schemas/run-view.generated.ts';
import type { Goal } from '../view/metric-goal.ts';
import type { Instant } from '../../domain/run/run.ts';
import type { SeriesPoint } from '../plots/on-grid.ts';
import type { ParamRow } from '../view/param-rows.ts';

/** What a comment tells of a run beside what its check does. */
export type RunStory = {
  readonly running: readonly RunningStep[];
  /** Null: no step told live metrics. */
  readonly training: TrainingCurves | null;
  readonly changes: Changes;
  /** Plots of the step that it is judged by; none where the policy wants none in comments. */
  readonly pictures: Pictures;
  readonly earlier: EarlierRuns;
  /** Null: it is for no pull request, or nobody knows of which branch. */
  readonly merging: Merging | null;
  /** How another run is asked for, `/retrain epochs=20`; null: this pipeline takes no such command, or has no params. */
  readonly another: string | null;
};

/** A step or cell that an attempt works on now. */
export type RunningStep = {
  readonly key: string;
  /** Null: it told no live metrics. */
  readonly told: {
    readonly step: number;
    readonly unit: TrainingUnit;
    /** The metric that stands for it; null: that was not among what it told last. */
    readonly metric: { readonly name: string; readonly value: number } | null;
  } | null;
  /** When it took as long as the last time it succeeded; null: it never did. */
  readonly expected: {
    readonly lastMs: number;
    /** Null: that is over. */
    readonly end: Instant | null;
  } | null;
};

/** `epoch` where a step says so itself. */
export type TrainingUnit = 'epoch' | 'step';

/** How live metrics of a step went, and how they went before. */
export type TrainingCurves = {
  readonly key: string;
  readonly unit: TrainingUnit;
  readonly metric: string;
  readonly goal: Goal | null;
  /** Between the points there are others that were not read. */
  readonly isThinned: boolean;
  /** That of the metric first; at most three. */
  readonly lines: readonly TrainingLine[];
};
export type TrainingLine = {
  readonly metric: string;
  /** Null: of this run; else the branch that it is compared with. */
  readonly of: string | null;
  /** In the order of their steps. */
  readonly points: readonly SeriesPoint[];
};

/** What is not as it was where the commit grew from. */
export type Changes = {
  /** Of the branch that it is compared with; null: none has run there. */
  readonly side: string | null;
  /** Those that differ. */
  readonly params: readonly ParamRow[];
  /** Null: nobody says. */
  readonly files: ChangedFiles | null;
  /** Of what steps handed on as data sets. */
  readonly data: readonly ChangedData[];
};
export type ChangedFiles = {
  /** The first of them. */
  readonly first: readonly ChangedFile[];
  readonly count: number;
  /** False: there may be more. */
  readonly isComplete: boolean;
};
export type ChangedFile = {
  readonly path: string;
  /** Null: it holds no lines, or nobody counted them. */
  readonly lines: { readonly added: number; readonly removed: number } | null;
};
export type ChangedData = {
  /** `features.sets` */
  readonly name: string;
  readonly digest: string;
  /** Null: it was not there. */
  readonly before: string | null;
};

/** What merging the pull request does with this pipeline, as its plan, and what is known of the branch, say. */
export type Merging = {
  readonly branch: string;
  /** Why its push starts no run; null: it starts one. */
  readonly nothing: string | null;
  /** False: whether it starts one depends on files that nobody can list. */
  readonly isSure: boolean;
  /** Whether the newest run of that branch might move aliases; null: none has run there. */
  readonly isProtected: boolean | null;
  readonly deploys: readonly Deploy[];
  readonly work: MergedWork;
  /** Params that were typed for this run, and hold for no other. */
  readonly typed: readonly string[];
  /**
   * The pipeline file, where the pull request changes it, or may (`isKnown` false): what it grants and asks for holds once
   * it is merged. Null: it does not.
   */
  readonly changedFile: { readonly path: string; readonly isKnown: boolean } | null;
};
/** A step that only a protected branch does. */
export type Deploy = {
  readonly step: string;
  /** `churn@production`, and the version that it points to now; null: to none. */
  readonly moves: readonly { readonly name: string; readonly now: number | null }[];
  /** Null: nobody is asked. */
  readonly approval: {
    readonly reviewers: readonly string[];
    readonly count: number;
    readonly environment: string | null;
  } | null;
  /** Gates that have to pass before it, each with its step. */
  readonly gates: readonly { readonly step: string; readonly ids: readonly string[] }[];
  /** False: only that run will tell whether it is done. */
  readonly isSure: boolean;
};
/** Ids of steps, by what is expected of them there. */
export type MergedWork = {
  readonly again: readonly string[];
  /** Taken over from this very run, if what it reports is approved and merging changes nothing that they read. */
  readonly taken: readonly string[];
  readonly cached: readonly string[];
  readonly perhaps: readonly string[];
};

/** Other runs of the same pipeline in a pull request, the newest first. */
export type EarlierRuns = {
  readonly metric: string | null;
  readonly runs: readonly EarlierRun[];
  /** How many more there are. */
  readonly more: number;
};
export type EarlierRun = {
  readonly number: string;
  readonly page: string | null;
  readonly sha: string | null;
  /** `push`, `/retrain epochs=200`. */
  readonly startedBy: string;
  readonly actor: string | null;
  readonly status: RunView['status'];
  readonly value: number | null;
  readonly ms: number | null;
};
