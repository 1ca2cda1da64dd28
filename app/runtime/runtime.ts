import type { BlobStore } from '../../content/blob-store.ts';
import type { Digest } from '../domain/digest.ts';
import type { RunEvent } from '../domain/run/event.ts';
import type { Patch } from '../domain/run/patch.ts';
import type { Plan } from '../domain/plan.ts';
import type { RunHeader, RunRequest } from '../domain/run/run.ts';
import type { ReusedRow, ReuseChoice } from '../engine/reuse.ts';
import type { RunRows } from '../engine/state/hot-run.ts';
import type { Said } from './audit/audit-of-event.ts';
import type { RatesOf } from './costs/estimate-of-run.ts';
import type { Comparer } from './comparing/comparer.ts';
import type { Approvals } from './ports/approvals.ts';
import type { AttemptId, Sample } from './ports/attempts.ts';
import type { Clock } from './ports/clock.ts';
import type { BlobSweep } from './ports/garbage.ts';
import type {
  AttemptReport,
  PythonPort,
  Repository,
  Secrets,
  StepHost,
  Warn,
} from './ports/host.ts';
import type { Chance, Ids, Owner } from './ports/ids.ts';
import type { Logs, Output } from './ports/logs.ts';
import type { Store } from './ports/store.ts';

export type RuntimeDeps = {
  readonly store: Store;
  readonly blobs: BlobStore;
  /**
   * Which of these blobs are lost, looked at as closely as this place can afford before work is reused: on a laptop
   * every byte is read again; for the service presence is enough, its executors hash what they restore.
   */
  readonly lost: BlobStore['missing'];
  readonly host: StepHost;
  readonly secrets: Secrets;
  readonly logs: Logs;
  /** What examples say, for gates that must be sure. */
  readonly comparer: Pick<Comparer, 'known' | 'compared'>;
  readonly repository: Repository;
  /** Left out: approvals rest on nothing that may move, as on a laptop. */
  readonly approvals?: Approvals;
  /** What steps cost; left out: nothing, as on a laptop, where no run has a budget. */
  readonly ratesOf?: RatesOf;
  /** Left out: steps run on machines that nobody knows beforehand. */
  readonly python?: PythonPort;
  readonly clock: Clock;
  readonly chance: Chance;
  readonly ids: Ids;
  readonly owner: Owner;
  readonly warn: Warn;
  /**
   * Whose effects, timers and leases `work` looks after. `driven`: of the runs this process drives (a laptop, where
   * attempts are its own processes). `all`: of every run (replicas of a service, whose attempts live elsewhere).
   */
  readonly scope: 'driven' | 'all';
};

/** The loop around the kernel, made by `createRuntime(deps)` (create-runtime.ts): the one way in for commands, executors and timers. Safe beside other processes on the same store. */
export interface Runtime {
  /** A fresh id and number for a new run: a plan is compiled knowing them. Numbers count in a repository on GitHub, or on this machine. An unused number leaves a gap. */
  allot(repository?: number): Promise<Pick<RunRequest, 'id' | 'number' | 'attempt'>>;
  /**
   * Stores the plan and starts the run. This process drives it (`scope: driven`). Rows named in `reuse` are over from
   * the start, with the results of an earlier run. With `once`, what was started under the same key before is given
   * instead.
   */
  start(plan: Plan, request: RunRequest, reuse?: Reuse, once?: string): Promise<RunHeader>;
  /**
   * Why a run of this plan would not do the very work that the run `tested` did, as a clause that goes on with what that
   * was; null: it would. Throws when GitHub is away.
   */
  untested(plan: Plan, request: RunRequest, tested: string): Promise<string | null>;
  /**
   * What the first gate of a plan says that does not let pass what a run measured, as things stand now; null: all do. Throws
   * `NotYet` while a baseline is being measured.
   */
  rejects(run: RunRows, today: Plan): Promise<string | null>;
  /** A new run of the same plan, tree and params, `#12.2`, which reuses what need not run again. Throws a `RuntimeProblem`. */
  rerun(run: string, choice: RerunChoice, who: Asked, options?: RerunOptions): Promise<RunHeader>;
  /** Goes on with a run whose process died: its attempts end as interrupted, uncharged, and go on elsewhere. */
  resume(run: string): Promise<Resumed>;
  /**
   * Tells the run what happened; time, chance and baselines are added here. Resolves when it is committed. What somebody
   * decided is in the audit with it: `said` adds where and how. Throws a `RuntimeProblem` if there is no such run.
   */
  handle(run: string, event: NewEvent, said?: Said): Promise<'changed' | 'unchanged'>;
  /** What an executor tells of its attempt; resolves when it is kept, so that the executor may forget it. */
  report(of: AttemptId, report: AttemptReport): Promise<AttemptState>;
  /** Keeps an attempt's lease (hosts with `lifetime: 'own'`; the first one makes it) and says whether it is still wanted. */
  heartbeat(of: AttemptId): Promise<AttemptState>;
  /** A run as it is in this process's memory, with the very rows that decisions are made on; null: there is no such run. */
  read(run: string): Promise<KnownRun | null>;
  /** Performs effects, fires timers, ends attempts whose lease ran out, until `signal` aborts; then resolves, nothing half done. */
  work(signal: AbortSignal): Promise<void>;
  /** Calls back after each change that this process made or noticed. Returns how to stop. */
  onChange(listener: (change: RuntimeChange) => void): () => void;
  collectGarbage(order: GarbageOrder): Promise<Collected>;
  /** What that would forget, and what nothing wants already. */
  previewGarbage(order: Pick<GarbageOrder, 'sweep' | 'keepRunsMs'>): Promise<GarbagePreview>;
}

/** An event as it comes in: when, by which chance and against which baselines is for the runtime to say. */
export type NewEvent = RunEvent extends infer E
  ? E extends RunEvent
    ? Omit<E, 'at' | 'chance' | 'baselines'>
    : never
  : never;

/** By row key, as `startRun` (engine/start-run.ts) takes it. */
export type Reuse = Readonly<Record<string, ReusedRow>>;

/** `failed` reuses what succeeded; `from` reuses what is not below this step; `all` nothing: the cache decides. */
export type RerunChoice = ReuseChoice;
export type RerunOptions = {
  /** What was started under the same key before is given instead. */
  readonly once?: string;
  /** Left out: the plan of then holds. */
  readonly revise?: Revise;
  /** For the audit; left out: it is nobody's decision that is kept. */
  readonly said?: Said;
};
/** What an earlier run may do as things stand now, for whoever asks for it again. Throws a `RuntimeProblem` where it may not run again. */
export type Revise = (plan: Plan, header: RunHeader, asked: Asked) => Promise<Revised>;
export type Revised = { readonly plan: Plan } & Pick<RunRequest, 'hosted' | 'options'>;
export type Asked = Pick<RunRequest, 'trigger' | 'actor' | 'actorId'>;

export type Resumed =
  | { readonly type: 'driving' }
  | { readonly type: 'over' }
  /** Another live process drives it. */
  | { readonly type: 'driven'; readonly by: string };

/** A run whole. */
export type KnownRun = RunRows & { readonly plan: Plan };

/** Whether an executor should go on. `over`: replaced, ended, or its run is gone; its work is no longer wanted. */
export type AttemptState = { readonly type: 'wanted' | 'cancel' | 'over' };

export type RuntimeChange =
  /** `patch` null: another process changed the run. */
  | { readonly type: 'run'; readonly run: string; readonly patch: Patch | null }
  | ({ readonly type: 'output' } & Output)
  | { readonly type: 'samples'; readonly of: AttemptId; readonly samples: readonly Sample[] };

export type GarbageOrder = {
  readonly sweep: BlobSweep;
  /** Ended runs older than this are forgotten, but for each pipeline's newest and those behind a model version. */
  readonly keepRunsMs: number;
  /** How long unwanted bytes stay after their rows. A day, but in tests. */
  readonly keepBytesMs: number;
};
export type GarbagePreview = {
  /** Ids of the runs that would be forgotten. */
  readonly runs: readonly string[];
  /** Blobs that nothing wants; they are removed once that is so for a day. */
  readonly blobs: number;
  readonly bytes: number;
};

export type Collected = {
  readonly runs: number;
  readonly blobs: number;
  readonly bytes: number;
  /** Unwanted, but not yet for long enough. */
  readonly waiting: readonly Digest[];
};

/** What a command asked for cannot be done; the message says why and what to do instead. */
export class RuntimeProblem extends Error {
  override readonly name = 'RuntimeProblem';
}
