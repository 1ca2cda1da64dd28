import type { AttemptChange, Attempts } from './attempts.ts';
import type { AuditChange, Audits } from './audits.ts';
import type { BaselineReads, Cache, CacheChange } from './cache.ts';
import type { Costs } from './costs.ts';
import type { Budgets } from './budgets.ts';
import type { Estimates } from './estimates.ts';
import type { PriceLists } from './hosted/price-lists.ts';
import type { Claims } from './hosted/claims.ts';
import type { DispatchRows } from './hosted/dispatches.ts';
import type { Garbage } from './garbage.ts';
import type { ComparisonChange, Comparisons } from './comparisons.ts';
import type { ConcurrencyChange, ConcurrencyRows } from './concurrency.ts';
import type { History } from './history.ts';
import type { LeaseChange, Leases } from './leases.ts';
import type { LookChange, Looks } from './looks.ts';
import type { LogTails } from './logs.ts';
import type { MachineRows } from './hosted/machines.ts';
import type { Outbox, OutboxChange } from './outbox.ts';
import type { Provenance, ProvenanceChange } from './provenance.ts';
import type { PublicationChange, PublicationRows } from './hosted/publications.ts';
import type { QueueChange, Queues } from './hosted/queues.ts';
import type { Registry, RegistryChange } from './registry.ts';
import type { Repositories, RepositoryChange } from './hosted/repositories.ts';
import type { RunChange, Runs, Timers } from './runs.ts';
import type { ScheduleChange, Schedules } from './hosted/schedules.ts';
import type { Uploads } from './hosted/uploads.ts';
import type { StrangerChange, Strangers } from './hosted/strangers.ts';
import type { WebSessions } from './hosted/web-sessions.ts';

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
  readonly uploads: Uploads;
  readonly dispatches: DispatchRows;
  readonly machines: MachineRows;
  readonly priceLists: PriceLists;
  readonly budgets: Budgets;
  readonly costs: Costs;
  readonly estimates: Estimates;
  readonly publications: PublicationRows;
  readonly repositories: Repositories;
  readonly logTails: LogTails;
  readonly garbage: Garbage;
  readonly queues: Queues;
  readonly provenance: Provenance;
  readonly audits: Audits;
  readonly schedules: Schedules;
  readonly strangers: Strangers;
  readonly webSessions: WebSessions;
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

/** The store's narrow reads, by question. Each reads by an index; none scans what grows. */
export interface StoreReads {
  readonly runs: Runs;
  readonly cache: Cache;
  readonly history: History;
  readonly attempts: Attempts;
  readonly registry: Registry;
  readonly baselines: BaselineReads;
  readonly comparisons: Comparisons;
  readonly looks: Looks;
  readonly timers: Timers;
  readonly concurrency: ConcurrencyRows;
}

export type Commit =
  { readonly type: 'committed' } | { readonly type: 'conflict'; readonly where: readonly string[] };

export type ChangeOf<T extends Change['type']> = Extract<Change, { type: T }>;

/** What is committed: each ledger names its own. */
export type Change =
  | RunChange
  | OutboxChange
  | LeaseChange
  | ConcurrencyChange
  | RegistryChange
  | CacheChange
  | AttemptChange
  | ComparisonChange
  | LookChange
  | QueueChange
  | PublicationChange
  | RepositoryChange
  | ProvenanceChange
  | AuditChange
  | ScheduleChange
  | StrangerChange;
/** What is wrong with where the store is kept. */
export type StoreProblemKind =
  /** It is no store any more, or not a whole one. */
  | 'damaged'
  /** It was removed or replaced while it was in use: what is written now is found by nobody. */
  | 'gone'
  | 'disk-full'
  /** The disk refuses for a reason that is not told: a quota, or a fault of its own. */
  | 'disk-error'
  /** The file system is read-only, or the file is not ours to write. */
  | 'unwritable';

/** The store cannot be used. The message names the file, the hint says what to do. */
export class StoreProblem extends Error {
  override name = 'StoreProblem';
  readonly kind: StoreProblemKind;
  readonly hint: string;

  constructor(
    kind: StoreProblemKind,
    words: { readonly message: string; readonly hint: string },
    cause: unknown,
  ) {
    super(words.message, { cause });
    this.kind = kind;
    this.hint = words.hint;
  }
}

const MOST_CAUSES = 5;

/** The problem behind an error, however deep it lies; null: it is about something else. */
export function storeProblemOf(error: unknown): StoreProblem | null {
  let at = error;
  for (let depth = 0; depth < MOST_CAUSES && at instanceof Error; depth += 1) {
    if (at instanceof StoreProblem) return at;
    at = at.cause;
  }
  return null;
}

/** Whether the store is lost for good: to ask it again is of no use. */
export function isStoreLost(error: unknown): boolean {
  const kind = storeProblemOf(error)?.kind;
  return kind === 'damaged' || kind === 'gone';
}
