import type { ArtifactRef } from '../artifact.ts';
import type { Asks } from '../asks.ts';
import type { Cell } from '../cell.ts';
import type { Digest } from '../digest.ts';
import type { GateOutcome } from '../gate.ts';
import type { HostedRun } from '../hosted.ts';
import type { JsonMap } from '../json.ts';
import type { KeptExamples } from '../kept-examples.ts';
import type { KeptSlices } from '../kept-slices.ts';
import type { Approval } from './approval.ts';
import type { AttemptWaits } from './attempt-wait.ts';
import type { Instant } from './instant.ts';
import type { BudgetRaise } from './run-budget.ts';
import type { Bridge } from './bridge.ts';
import type { ByHand } from './by-hand.ts';
import type { OfServer } from './of-server.ts';
import type { AttemptStatus, FailureClass, RunStatus, StepResult, StepState } from '../statuses.ts';

export type { Instant } from './instant.ts';

/** What a person or a trigger asked for. Fixed for the life of the run. */
export type RunRequest = {
  /** ULID, lower case. */
  readonly id: string;
  /** Counts the runs of one repository from 1. A rerun shares it and has a higher `attempt`: `#12.2`. */
  readonly number: number;
  readonly attempt: number;
  readonly rerunOf: string | null;
  readonly trigger: string;
  readonly actor: string | null;
  /** Their number on GitHub; left out: nobody's, or it was not kept. */
  readonly actorId?: number;
  readonly sha: string | null;
  readonly ref: string | null;
  /** The tree had changes that no commit holds. */
  readonly dirty: boolean;
  /** Manifest of the repository's tree as the run's steps see it. */
  readonly tree: Digest | null;
  /** What the `github` context of expressions has beside sha, ref, ref_name, event_name and actor. */
  readonly github: JsonMap;
  readonly options: RunOptions;
  /** Left out: a run of one machine. */
  readonly hosted?: HostedRun;
  /** The time of the clock that started it; left out: no clock did. */
  readonly scheduledAt?: Instant;
  /** Left out: its commit merged no pull request, or the pipeline promotes nothing. */
  readonly bridge?: Bridge;
  /** Left out: nobody asked for a promotion by hand. */
  readonly byHand?: ByHand;
};

export type RunOptions = {
  /** Lower of this and the plan's own; null: no limit of the caller's. */
  readonly maxParallel: number | null;
  readonly inPlace: boolean;
  /** `true`: no step reads the cache or goes on from a checkpoint of an earlier run; a list: these do not. */
  readonly noCache: boolean | readonly string[];
  /** Steps that run whatever the cache holds, as a rerun from one asks; checkpoints count. Left out: none. */
  readonly again?: readonly string[];
  /** False: steps with `approval` or `promote` are skipped (a laptop without `--deploy`). */
  readonly deploy: boolean;
  /** Params as they were typed, to say how the same is asked for again; left out: none were. */
  readonly params?: Readonly<Record<string, string>>;
  /** Steps that have a container run on the machine itself. Left out: in their container. */
  readonly noContainer?: true;
  /** What a server told it beforehand; left out: none was asked. */
  readonly server?: OfServer;
  /** Ids of steps left out of this run: skipped with this reason. */
  readonly exclude: Readonly<Record<string, string>>;
};

/** One row a run; counters instead of lists, so that an event need not scan. */
export type RunHeader = RunRequest & {
  readonly pipeline: string;
  readonly plan: Digest;
  readonly params: JsonMap;
  readonly status: RunStatus;
  /** Grows by one with each committed patch; guards it. */
  readonly version: number;
  readonly createdAt: Instant;
  /** When its first step began or was taken from the cache; null: none has. */
  readonly startedAt: Instant | null;
  readonly endedAt: Instant | null;
  readonly cancel: {
    readonly by: string | null;
    readonly reason: string;
    readonly at: Instant;
    /** Even steps with `always()` or `cancelled()` end: a second request, or the run's clock ran out. */
    readonly forced: boolean;
  } | null;
  readonly counts: RunCounts;
  /** Each time that somebody let it spend more; left out: nobody did. */
  readonly raises?: readonly BudgetRaise[];
};

export type RunCounts = {
  /** Steps of the plan (not cells) that are not over. */
  readonly open: number;
  /** Rows that hold a slot: pricing, starting, running, stopping. */
  readonly live: number;
  /** Rows that something other than a person will move: ready, held, looking-up, pricing, backoff, judging, promoting, live. */
  readonly busy: number;
  /** Steps that wait for a person. */
  readonly approvals: number;
  /** Steps that ended so without `continue-on-error`. */
  readonly failed: number;
  readonly rejected: number;
  readonly cancelled: number;
};

/**
 * One row a step, and one more for each cell of a matrix step. The row of a matrix step itself (`role: group`)
 * waits, is approved and ends; its cells (`role: cell`) look up, start and retry. A step without a matrix does both. Its role and its counts are stored as `group`.
 */
export type StepRow = {
  readonly key: string;
  readonly stepId: string;
  readonly role: 'single' | 'group' | 'cell';
  readonly cell: Cell | null;
  /** Position among all rows: by plan order, then cell order. Ready rows start in this order. */
  readonly order: number;
  readonly state: StepState;
  readonly result: StepResult | null;
  /** What a `stopping` row ends as unless its attempt succeeds after all (`budget`: it waits, and goes on once that is raised); null in any other state. */
  readonly ending: 'cancelled' | 'failure' | 'budget' | null;
  readonly cached: boolean;
  /** Why it ended or waits, in words for a person; null while nothing needs saying. */
  readonly reason: string | null;
  /** Edges whose step is not over. */
  readonly unmet: number;
  /** How the direct needs ended. */
  readonly needs: Readonly<Record<StepResult, number>>;
  /** What happened anywhere above: for `failure()`, `cancelled()` and `success()` in an `if`. */
  readonly above: {
    readonly failed: boolean;
    readonly cancelled: boolean;
    readonly skipped: boolean;
  };
  readonly group: MatrixCounts | null;
  /** Number of the newest attempt; 0 before the first. */
  readonly attempt: number;
  /** Failed or interrupted attempts so far, by class (`exit-code:75` apart from `failure`). */
  readonly spent: Readonly<Record<string, number>>;
  /** How many attempts in a row, up to the newest that ended, asked to count against no budget; left out: none. */
  readonly uncharged?: number;
  readonly cacheKey: Digest | null;
  readonly outputs: JsonMap;
  readonly artifacts: Readonly<Record<string, ArtifactRef>>;
  readonly metrics: Readonly<Record<string, number>>;
  /** Text found among the metrics. */
  readonly facts: Readonly<Record<string, string>>;
  /** What it measured example by example; left out: it keeps none, or has not succeeded. */
  readonly examples?: KeptExamples;
  /** What it measured on parts of its data; left out: it measures none, or has not succeeded. */
  readonly slices?: KeptSlices;
  readonly gates: readonly GateOutcome[];
  readonly approvals: readonly Approval[];
  /** The gates and reviewers of the default branch, where they are not those that the run was started with; left out: nobody saw others. */
  readonly otherGates?: OtherGates;
  /** Reviews that approve nothing here any more, whatever becomes of them, by GitHub's number; left out: none. */
  readonly revoked?: readonly number[];
  readonly readyAt: Instant | null;
  readonly startedAt: Instant | null;
  readonly endedAt: Instant | null;
  /** The run and row that this result was taken from: a cache hit, or a rerun that took it over. */
  readonly takenFrom: { readonly run: string; readonly key: string } | null;
};

/** Null: they are those of the start again. */
export type OtherGates = { readonly digest: Digest | null; readonly since: Instant };

export type MatrixCounts = {
  readonly total: number;
  readonly open: number;
  readonly live: number;
  readonly results: Readonly<Record<StepResult, number>>;
};

export type AttemptRow = {
  readonly key: string;
  readonly number: number;
  readonly status: AttemptStatus;
  readonly class: FailureClass | null;
  readonly message: string | null;
  readonly exitCode: number | null;
  readonly signal: string | null;
  /** When only a free slot was missing; left out: not known. */
  readonly readyAt?: Instant;
  readonly orderedAt: Instant;
  /** What its Python environment took, of the time before it started; left out: it has none. */
  readonly environmentMs?: number;
  readonly startedAt: Instant | null;
  readonly endedAt: Instant | null;
  /** Checkpoint that it started from. */
  readonly resumedFrom: Digest | null;
  readonly workLostMs: number | null;
  /** Memory limit after escalation; null: none. */
  readonly memoryBytes: number | null;
  /** Left out: nobody ever saw it wait, or asked whether it does. */
  readonly waits?: AttemptWaits;
  /** The machine that was started for it; left out: it runs on one that was there. */
  readonly machine?: MachinePlace;
};

/** A machine at the cloud, as it is shown to people. */
export type MachinePlace = {
  /** `i-0123456789abcdef0` */
  readonly instance: string;
  readonly type: string;
  readonly region: string;
  readonly zone: string;
  readonly market: 'spot' | 'on-demand';
  /** Of the machine alone, at its launch; null: not known. */
  readonly usdHour: number | null;
  /** The capacity reservation that it runs in, or the group of it; absent: none. */
  readonly reservation?: string;
  /** Why it is on spot or on demand, for people; absent: the step says which, or prices are not known. */
  readonly because?: string;
};

/** Wakes the run with `timer.fired`. Its id is derived from its place and purpose, so setting it twice is setting it once. */
export type Timer = {
  readonly id: string;
  readonly key: string | null;
  readonly purpose: TimerPurpose;
  readonly dueAt: Instant;
  /** The attempt it watches; null: none. */
  readonly attempt: number | null;
};
export type TimerPurpose =
  | 'backoff'
  | 'queue-timeout'
  /** Behind the executor's own clock: fires only if the executor itself has fallen silent. */
  | 'timeout'
  | 'stop'
  | 'deadline'
  | 'approval'
  | 'budget'
  | 'run';

/** A cache entry: the row of this run whose work may be taken for this key by steps that ask no more of it. */
export type CacheEntry = { readonly cacheKey: Digest; readonly key: string; readonly asks: Asks };
