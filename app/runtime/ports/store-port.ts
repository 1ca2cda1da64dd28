import type { Digest } from '../../domain/digest.ts';
import type { Effect, EffectKind } from '../../domain/run/effect.ts';
import type { RunEvent } from '../../domain/run/event.ts';
import type { Json } from '../../domain/json.ts';
import type { ModelAlias, ModelVersion } from '../../domain/model.ts';
import type { Patch } from '../../domain/run/patch.ts';
import type { Plan } from '../../domain/plan.ts';
import type { Instant } from '../../domain/run/run.ts';
import type { Scope } from '../../domain/scope.ts';
import type { Claims } from './claims.ts';
import type { DispatchRows } from './dispatch-rows.ts';
import type { IntakeChange, IntakeReads, Queues } from './intake-port.ts';
import type { LogTails } from './log-tails.ts';
import type { AttemptId } from './ports.ts';
import type { PublicationRows } from './publication-rows.ts';
import type { StoreReads } from './store-reads.ts';
import type { CacheParts, Checkpoint, LogIndex, Material, Sample } from './store-rows.ts';

/**
 * Everything that must survive the process. Contract suite: test/contracts/store.ts.
 * `commit` writes what was decided, guarded by versions, and with it facts that nobody decides on (samples, logs,
 * leases), which go past the versions on purpose: they come often and are no events.
 */
export interface Store extends StoreReads {
  /**
   * All of `changes` in one transaction, or none of them.
   * `conflict`: a version was not the expected one, or what was to be created exists; `where` names the run ids,
   * groups, `model@alias` and `model` concerned. Reload them and decide again.
   */
  commit(changes: readonly Change[]): Promise<Commit>;
  readonly outbox: Outbox;
  readonly leases: Leases;
  readonly claims: Claims;
  readonly dispatches: DispatchRows;
  readonly publications: PublicationRows;
  readonly logTails: LogTails;
  readonly garbage: Garbage;
  readonly queues: Queues;
  readonly intake: IntakeReads;
  /** The next run number of a repository on GitHub (left out: of this machine), from 1; never given twice. */
  nextRunNumber(repository?: number): Promise<number>;
  /**
   * Calls back soon after another process has committed something (within about a second). Never for own commits.
   * Returns how to stop.
   */
  watch(onOutsideCommit: () => void): () => void;
  /** False: certainly no other process has committed anything since this was last asked. Costs next to nothing. */
  mayHaveChanged(): boolean;
  close(): Promise<void>;
}

export type Commit =
  { readonly type: 'committed' } | { readonly type: 'conflict'; readonly where: readonly string[] };

/** `scope`: where it is kept for other runs (domain/scope.ts); left out: of this machine. */
export type Change =
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
      /** New effects that are due at `claim.now` are born claimed by their maker. */
      readonly claim: EffectClaim | null;
    }
  /** The effect is done; nothing happens if `owner` no longer holds it. */
  | { readonly type: 'effect.finish'; readonly effect: string; readonly owner: string }
  | { readonly type: 'lease.hold'; readonly lease: AttemptLease }
  | {
      readonly type: 'group.save';
      readonly group: string;
      /** Null: the group is new. */
      readonly expected: number | null;
      readonly state: Json;
    }
  /** Conflicts if the version, or another version for its run and key, exists. */
  | { readonly type: 'model.register'; readonly version: ModelVersion; readonly scope?: Scope }
  /** Moves an alias and keeps the move in its history; conflicts if it stands elsewhere than at `from`. */
  | {
      readonly type: 'alias.move';
      readonly scope?: Scope;
      readonly alias: ModelAlias;
      /** The version it pointed to; null: it did not exist. */
      readonly from: number | null;
    }
  | { readonly type: 'cache.parts'; readonly parts: CacheParts; readonly scope?: Scope }
  | { readonly type: 'attempt.record'; readonly record: AttemptRecord }
  /** A timer that fired and changed nothing. */
  | { readonly type: 'timer.drop'; readonly run: string; readonly timer: string }
  | IntakeChange;

export type ChangeOf<T extends Change['type']> = Extract<Change, { type: T }>;

export type EffectClaim = {
  readonly owner: string;
  readonly now: Instant;
  readonly until: Instant;
};
export type ClaimedEffect = {
  readonly run: string;
  readonly effect: Effect;
  readonly tries: number;
};

/** Whose effects: of all runs (`runs` null), or of these runs and, of any run, those of these kinds. */
export type WorkScope = {
  readonly runs: readonly string[] | null;
  readonly kinds: readonly EffectKind[];
};

/** Effects that were committed and are not done. */
export interface Outbox {
  /** Claims up to `limit` due effects that nobody holds, oldest first. */
  claim(claim: EffectClaim, scope: WorkScope, limit: number): Promise<ClaimedEffect[]>;
  /** Gives an effect back, to be tried again at `dueAt`. */
  delay(effect: string, owner: string, dueAt: Instant, error: string): Promise<void>;
  /** When the next effect falls due, or its claim runs out; null: there is none. */
  nextDueAt(scope: WorkScope): Promise<Instant | null>;
  /** Effects of a run that are not done, for inspection. */
  pending(
    run: string,
  ): Promise<readonly { readonly effect: Effect; readonly error: string | null }[]>;
}

export type AttemptLease = AttemptId & { readonly owner: string; readonly until: Instant };

/** The right to work on an attempt, and the right to drive a run (to perform its effects on this machine). */
export interface Leases {
  /** Extends all attempt leases and drives of `owner`; gives the runs that it drives. */
  renewAllOf(owner: string, until: Instant): Promise<readonly string[]>;
  /** Extends one; false: there is no such lease any more. */
  renew(of: AttemptId, until: Instant): Promise<boolean>;
  expired(now: Instant, runs: readonly string[] | null): Promise<readonly AttemptLease[]>;
  /** Everyone who holds something: an attempt, an effect or a run. */
  owners(): Promise<readonly string[]>;
  /** Ends the claims on effects, the attempt leases (`until` 0) and the drives of an owner who is gone. */
  release(owner: string): Promise<void>;
  /** Ends a lease whose attempt is over or unknown. */
  drop(of: AttemptId): Promise<void>;
  /** Takes the right to drive a run if it is free, expired or already ours; else says who has it. */
  drive(run: string, owner: string, now: Instant, until: Instant): Promise<Drive>;
  driver(run: string): Promise<{ readonly owner: string; readonly until: Instant } | null>;
}
export type Drive = { readonly type: 'driving' } | { readonly type: 'driven'; readonly by: string };

/** Facts told by attempts; not events, and guarded by no version. */
export type AttemptRecord = AttemptId &
  (
    | { readonly type: 'samples'; readonly samples: readonly Sample[] }
    | {
        readonly type: 'checkpoint';
        readonly checkpoint: Checkpoint;
        readonly pipeline: string;
        readonly cacheKey: Digest | null;
        readonly scope?: Scope;
        /** How many complete ones of this attempt's row stay. */
        readonly keep: number;
      }
    | { readonly type: 'material'; readonly material: Material }
    | { readonly type: 'log'; readonly log: LogIndex }
  );

/** What garbage collection asks and tells. Rows go first, bytes a day later. */
export interface Garbage {
  /** Deletes the rows of ended runs that ended before `before`, but the newest of each pipeline and those that hold a model version that others may use; gives their ids. */
  forgetRuns(before: Instant): Promise<readonly string[]>;
  /** Forgets who pushed heads before, and where checks of commits stand that were last news before; never a run's own check, nor audits. */
  forgetNews(before: Instant): Promise<void>;
  /** Digests of manifests that are wanted: artifacts, checkpoints, plots, trees, model versions, pins. */
  roots(now: Instant): Promise<ReadonlySet<Digest>>;
  /** Keeps a digest until a time, whatever else is forgotten. */
  pin(digests: readonly Digest[], until: Instant): Promise<void>;
  /** Writes down that nothing wants these now, forgets it of all others, and gives those for which that was so since `before`. */
  condemn(digests: readonly Digest[], now: Instant, before: Instant): Promise<readonly Digest[]>;
}
