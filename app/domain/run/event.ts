import type { ArtifactRef } from '../artifact.ts';
import type { Digest } from '../digest.ts';
import type { Baseline } from '../gate.ts';
import type { JsonMap } from '../json.ts';
import type { KeptExamples } from '../kept-examples.ts';
import type { KeptSlices } from '../kept-slices.ts';
import type { ApprovalEvidence } from './approval.ts';
import type { AttemptWait } from './attempt-wait.ts';
import type { BudgetDecision, BudgetRaise } from './run-budget.ts';
import type { Instant, MachinePlace } from './run.ts';
import type { AttemptConclusion, FailureClass } from '../statuses.ts';

/** What happened to a run. Everything a decision needs that the rows do not hold arrives here: time, chance, baselines. */
export type RunEvent = { readonly at: Instant } & (
  | { readonly type: 'run.created' }
  /** Its concurrency group lets it begin; follows `run.created` at once where there is no group. */
  | { readonly type: 'run.admitted' }
  | {
      readonly type: 'run.cancel-requested';
      readonly by: string | null;
      readonly reason: string;
      /** True: steps with `always()` or `cancelled()` end too. */
      readonly forced: boolean;
    }
  | {
      readonly type: 'cache.answered';
      readonly key: string;
      readonly cacheKey: Digest;
      readonly hit: CacheHit | null;
      /** The row whose work was found, but not used: bytes of it are lost. */
      readonly lost?: { readonly run: string; readonly key: string };
      readonly baselines: Baselines;
    }
  | {
      readonly type: 'approval.decided';
      readonly key: string;
      readonly by: string;
      /** Their number on GitHub; left out: on a laptop. */
      readonly byId?: number;
      /**
       * The entry of the step's `reviewers` that `by` decides as: a login, a team of theirs; null: only as themselves.
       * On a laptop whoever sits at it stands for any entry.
       */
      readonly standsFor: string | null;
      readonly decision: 'approved' | 'rejected';
      readonly comment: string | null;
      /** So many approvals are needed for this change, where the step asks for fewer; left out: as many as it asks for. */
      readonly atLeast?: number;
      /** What it rests on: with it, the step starts only once that was looked at again. Left out: on a laptop. */
      readonly evidence?: ApprovalEvidence;
    }
  /** Whoever approved takes it back: a review that was dismissed, or that asks for changes now. */
  | {
      readonly type: 'approval.withdrawn';
      readonly key: string;
      readonly by: string;
      readonly byId?: number;
      /** The review that approves nothing any more, since it was edited; left out: none was. */
      readonly review?: number;
    }
  /** The default branch was seen to have gates and reviewers that the run was not started with; null: it has those again. */
  | { readonly type: 'approval.regated'; readonly key: string; readonly gates: Digest | null }
  /** A step that waits for a person waits for something else too; `on`: for what, as `waits for run #31, which …`. */
  | { readonly type: 'approval.waits'; readonly key: string; readonly on: string }
  /** Something moved outside that approvals of the run may rest on: they are looked at again. */
  | { readonly type: 'approvals.doubted' }
  /** What the approvals of a step are worth now. */
  | ({ readonly type: 'approvals.checked'; readonly key: string } & CheckedApprovals)
  | {
      readonly type: 'attempt.started';
      readonly key: string;
      readonly attempt: number;
      readonly resumedFrom: Digest | null;
      /** What its Python environment took before; left out: it has none. */
      readonly environmentMs?: number;
    }
  /** The ordered attempt waits for its machine, GitHub shows its job waiting, or (`on: null`) waiting no more. */
  | {
      readonly type: 'attempt.waits';
      readonly key: string;
      readonly attempt: number;
      readonly on: AttemptWait | null;
      /** When that was seen. */
      readonly seenAt: Instant;
      readonly chance: number;
    }
  /** A machine was started for the ordered attempt. */
  | {
      readonly type: 'attempt.placed';
      readonly key: string;
      readonly attempt: number;
      readonly on: MachinePlace;
    }
  /** Whoever reviews an environment on GitHub rejected the ordered attempt's job. */
  | {
      readonly type: 'attempt.rejected';
      readonly key: string;
      readonly attempt: number;
      readonly reason: string;
    }
  | {
      readonly type: 'attempt.ended';
      readonly key: string;
      readonly attempt: number;
      readonly outcome: AttemptOutcome;
      readonly baselines: Baselines;
      /** In [0, 1): the jitter of a backoff. */
      readonly chance: number;
    }
  /** What the gates of work that waited for it are judged by now: it has been measured, or they waited long enough. */
  | {
      readonly type: 'baselines.answered';
      readonly key: string;
      readonly baselines: Baselines;
      /** Since when they wait, while they may wait longer; left out: they waited long enough. */
      readonly since?: Instant;
    }
  /** Whether an attempt may start or, of one at work, go on. */
  | ({
      readonly type: 'budget.decided';
      readonly key: string;
      readonly attempt: number;
    } & BudgetDecision)
  /** Somebody lets the run spend more. */
  | ({ readonly type: 'budget.raised' } & Omit<BudgetRaise, 'at'>)
  | {
      readonly type: 'model.promoted';
      readonly key: string;
      readonly attempt: number;
      /** Null: every alias moved. Else why none did. */
      readonly refused: string | null;
    }
  | { readonly type: 'timer.fired'; readonly timer: string; readonly chance: number }
);
/** Of approvals that rest on something, by the numbers of those who gave them; one that is in neither list has not been looked at. */
export type CheckedApprovals = {
  /** When GitHub was asked. */
  readonly askedAt: Instant;
  readonly held: readonly number[];
  /** Those that no longer count. `why`: a sentence without its end. */
  readonly lost: readonly LostApproval[];
  /** So many approvals the change needs, whatever the step asks for. */
  readonly atLeast: number;
  /** As of `approval.regated`. */
  readonly gates: Digest | null;
};
export type LostApproval = { readonly byId: number; readonly why: string };

export type RunEventType = RunEvent['type'];

/** By the gate's id, for gates with a baseline. */
export type Baselines = Readonly<Record<string, Baseline>>;

export type CacheHit = StepProducts & { readonly run: string; readonly key: string };

/** What a step leaves behind. */
export type StepProducts = {
  readonly outputs: JsonMap;
  readonly artifacts: Readonly<Record<string, ArtifactRef>>;
  readonly metrics: Readonly<Record<string, number>>;
  readonly facts: Readonly<Record<string, string>>;
  /** Left out: it keeps none. */
  readonly examples?: KeptExamples;
  /** Left out: it measures none. */
  readonly slices?: KeptSlices;
};

/** How an attempt ended, as its executor named it. Products are empty unless it succeeded (metrics may stand in any). */
export type AttemptOutcome = {
  readonly status: AttemptConclusion;
  readonly class: FailureClass | null;
  readonly exitCode: number | null;
  readonly signal: string | null;
  readonly message: string | null;
  readonly products: StepProducts;
  /** Time since the last complete checkpoint, or since the start; null: nothing was lost. */
  readonly workLostMs: number | null;
  /** When it was last heard of, where nobody saw its end; left out: it ended now. */
  readonly heardAt?: Instant;
  /** False: counts against no retry budget (a crashed host that a person resumes). */
  readonly charged: boolean;
};
