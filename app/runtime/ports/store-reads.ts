import type { CacheHit, RunEvent } from '../../domain/run/event.ts';
import type { Baseline } from '../../domain/gate.ts';
import type { Digest } from '../../domain/digest.ts';
import type { Json } from '../../domain/json.ts';
import type { ModelAlias, ModelVersion } from '../../domain/model.ts';
import type { Plan } from '../../domain/plan.ts';
import type {
  Approval,
  AttemptRow,
  Instant,
  RunHeader,
  StepRow,
  Timer,
} from '../../domain/run/run.ts';
import type { Scope } from '../../domain/scope.ts';
import type { AttemptId } from './ports.ts';
import type { CacheParts, Checkpoint, DueTimer, LogIndex, Material, Sample } from './store-rows.ts';

/** The store's narrow reads, by question. Each reads by an index; none scans what grows. */
export interface StoreReads {
  readonly runs: Runs;
  readonly cache: Cache;
  readonly attempts: Attempts;
  readonly registry: Registry;
  readonly baselines: BaselineReads;
  readonly timers: Timers;
  readonly groups: Groups;
}

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
  /** Of those of `runs` that exist, the version in the store. */
  versions(runs: readonly string[]): Promise<ReadonlyMap<string, number>>;
  /** Newest first. */
  list(query: RunQuery): Promise<readonly RunHeader[]>;
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
};
export type AuditedApproval = Approval & { readonly run: string; readonly key: string };

/** Only of these scopes (`readableScopes`); left out: of this machine. */
type Scopes = readonly Scope[];

export interface Cache {
  /** The newest row that ended `success` under this key since `notBefore` and whose run is kept. */
  look(cacheKey: Digest, notBefore: Instant, scopes?: Scopes): Promise<CacheHit | null>;
  /** Newest cache parts of a row of this pipeline, of runs other than `except`: what it is compared with to say why it runs. */
  newestParts(
    pipeline: string,
    key: string,
    except: string | null,
    scopes?: Scopes,
  ): Promise<CacheParts | null>;
  partsOf(run: string, key: string): Promise<CacheParts | null>;
  /** The newest complete checkpoint saved under this key by this row, in this run or an earlier one. */
  checkpoint(
    pipeline: string,
    key: string,
    cacheKey: Digest,
    scopes?: Scopes,
  ): Promise<Checkpoint | null>;
}

/** What attempts told beside events. */
export interface Attempts {
  /** In the order they came; `after` is the `seq` of the last one known, 0 for all. */
  samples(of: AttemptId, after: number): Promise<readonly (Sample & { readonly seq: number })[]>;
  checkpoints(of: AttemptId): Promise<readonly Checkpoint[]>;
  material(of: AttemptId): Promise<Material | null>;
  log(of: AttemptId): Promise<LogIndex | null>;
}

export type AliasMove = ModelAlias & { readonly from: number | null };

/** `scope` is `registryOf` a run; left out: of this machine. */
export interface Registry {
  /** Names of all models. */
  models(scope?: Scope): Promise<readonly string[]>;
  /** Newest first. */
  versions(model: string, scope?: Scope): Promise<readonly ModelVersion[]>;
  version(model: string, version: number, scope?: Scope): Promise<ModelVersion | null>;
  /** The versions that a run registered. */
  ofRun(run: string): Promise<readonly ModelVersion[]>;
  aliases(model: string, scope?: Scope): Promise<readonly ModelAlias[]>;
  alias(model: string, alias: string, scope?: Scope): Promise<ModelAlias | null>;
  /** Newest first. */
  history(model: string, scope?: Scope): Promise<readonly AliasMove[]>;
}

export interface BaselineReads {
  /** Metrics of the step with this id in the run behind `model@alias`. `scope` as in `Registry`. */
  behindAlias(model: string, alias: string, stepId: string, scope?: Scope): Promise<Baseline>;
  /** Metrics of the step in the newest successful run of the pipeline at a commit. */
  atCommit(pipeline: string, sha: string, stepId: string, scopes?: Scopes): Promise<Baseline>;
}

export interface Timers {
  due(now: Instant, runs: readonly string[] | null, limit: number): Promise<readonly DueTimer[]>;
  nextDueAt(runs: readonly string[] | null): Promise<Instant | null>;
}

export interface Groups {
  load(group: string): Promise<{ readonly version: number; readonly state: Json } | null>;
}
