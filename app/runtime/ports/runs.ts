import type { Digest } from '../../domain/digest.ts';
import type { Plan } from '../../domain/plan.ts';
import type { RunEvent } from '../../domain/run/event.ts';
import type { Patch } from '../../domain/run/patch.ts';
import type { Approval } from '../../domain/run/approval.ts';
import type { AttemptRow, Instant, RunHeader, StepRow, Timer } from '../../domain/run/run.ts';
import type { Scope } from '../../domain/scope.ts';
import type { EffectLease } from './outbox.ts';

/** All rows of a run, in `order`: what a hot run is loaded from. */
export type RunRows = {
  readonly header: RunHeader;
  readonly steps: readonly StepRow[];
  readonly attempts: readonly AttemptRow[];
  readonly timers: readonly Timer[];
};

export interface Runs {
  /** By id, an unambiguous start of an id (≥ 6), `12` (its newest attempt), `#12`, `12.2` or `latest`; gives the id, or null. Of a repository on GitHub; left out: of this machine. */
  find(reference: string, repository?: number): Promise<string | null>;
  load(run: string): Promise<RunRows | null>;
  header(run: string): Promise<RunHeader | null>;
  /** Of these runs the rows with these keys, as far as there are any. */
  rows(
    runs: readonly string[],
    keys: readonly string[],
  ): Promise<readonly { readonly run: string; readonly row: StepRow }[]>;
  /** The cells of a matrix step, in order; the first 1,000. */
  cells(run: string, stepId: string): Promise<readonly StepRow[]>;
  /** Of those of `runs` that exist, the version in the store. */
  versions(runs: readonly string[]): Promise<ReadonlyMap<string, number>>;
  /** Newest first. */
  list(query: RunQuery): Promise<readonly RunHeader[]>;
  /** The repositories on GitHub with the newest runs, those first. */
  repositories(limit: number): Promise<readonly number[]>;
  plan(digest: Digest): Promise<Plan | null>;
  /** The events that changed a run, in order, after this version; with the version each led to. */
  events(run: string, after: number): Promise<readonly { version: number; event: RunEvent }[]>;
  /** Who decided what about deployments: every approval and rejection of these runs' steps. Newest first. */
  approvals(query: {
    readonly run: string | null;
    readonly limit: number;
  }): Promise<readonly AuditedApproval[]>;
}

export type RunQuery = {
  readonly pipeline: string | null;
  /** Only runs that are not over. */
  readonly open: boolean;
  readonly limit: number;
  /** Only of this repository on GitHub; left out: of any. */
  readonly repository?: number;
  /** Only of this commit; left out: of any. */
  readonly sha?: string;
  /** Only those that keep what they make there (`scopeOf`); left out: wherever. */
  readonly scope?: Scope;
  /** Only those that follow this one in the list; left out: from the newest on. */
  readonly after?: RunPlace;
};

/** Where a run stands in lists. */
export type RunPlace = Pick<RunHeader, 'createdAt' | 'number' | 'attempt'>;

export type AuditedApproval = Approval & { readonly run: string; readonly key: string };

export interface Timers {
  due(now: Instant, runs: readonly string[] | null, limit: number): Promise<readonly DueTimer[]>;
  nextDueAt(runs: readonly string[] | null): Promise<Instant | null>;
}

export type DueTimer = { readonly run: string; readonly timer: Timer };

/** What is written of runs: what was decided of them, and the plans that they are runs of. */
export type RunChange =
  /** Plans are named by their digest: saving one twice is saving it once. */
  | { readonly type: 'plan.save'; readonly digest: Digest; readonly plan: Plan }
  /** The merged patches of one run and the events that made them. The attempt leases of concluded attempts go as well. */
  | {
      readonly type: 'run.change';
      readonly run: string;
      /** The header's version in the store; null: the run is new. */
      readonly expected: number | null;
      readonly patch: Patch;
      /** Each with the version it led to. */
      readonly events: readonly { readonly version: number; readonly event: RunEvent }[];
      /** New effects that are due at `lease.now` are born leased by their maker. */
      readonly lease: EffectLease | null;
    }
  /** A timer that fired and changed nothing, unless it was set anew meanwhile. */
  | {
      readonly type: 'timer.drop';
      readonly run: string;
      readonly timer: string;
      readonly dueAt: Instant;
    };
