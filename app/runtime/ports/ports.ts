import type { Digest } from '../../domain/digest.ts';
import type { JsonMap } from '../../domain/json.ts';
import type { Instant, RunHeader } from '../../domain/run/run.ts';
import type { AttemptReport, OutputReport } from '../../../schemas/attempt-report.generated.ts';
import type { Ticket } from '../../../schemas/ticket.generated.ts';

/**
 * What the runtime asks of the world beside the store (store-port.ts, store-reads.ts) and the blob store
 * (content/blob-store.ts). Adapters implement these; none of them decides anything.
 */

/** One try of one row of a run. */
export type AttemptId = { readonly run: string; readonly key: string; readonly attempt: number };

/** Where attempts are carried out: processes of this machine (app/local), jobs of GitHub Actions (app/github). */
export interface StepHost {
  /**
   * `process`: an attempt ends with the process that started it, which renews its lease as long as it lives itself.
   * `own`: an attempt lives on its own and renews its lease by `Runtime.heartbeat`.
   */
  readonly lifetime: 'process' | 'own';
  /**
   * Orders an attempt and returns once it is ordered, not when it ends; what comes of it arrives by `Runtime.report`.
   * Idempotent: called again for an attempt that is already ordered here, it does nothing.
   * A throw delays the effect and it is tried again; what can never work is reported as ended.
   */
  start(order: AttemptId & { readonly ticket: Ticket }): Promise<void>;
  /**
   * Asks an attempt to end (SIGTERM, then after its grace period SIGKILL); `ended` is reported as ever.
   * Idempotent. For an attempt not known here it reports an `ended` with status `cancelled`.
   */
  cancel(order: AttemptId & { readonly reason: string }): Promise<void>;
}

/** Values of secrets by name. */
export interface Secrets {
  /** Those of `names` that have a value; a missing one is not in the answer. */
  read(names: readonly string[]): Promise<Readonly<Record<string, string>>>;
  /** Where a person puts a secret that is missing; ends an error's sentence. */
  readonly whereToPut: string;
}

export interface Clock {
  now(): Instant;
  /** Resolves after `ms`, or at once when `signal` aborts; never rejects. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

/** In [0, 1). */
export type Chance = () => number;

export interface Ids {
  /** A fresh ULID in lower case; later ones sort after earlier ones. */
  run(at: Instant): string;
}

/** A process that works on the store. Its id stands in leases. */
export interface Owner {
  /** Unique among all processes of all machines, ever: host, pid, start time. */
  readonly id: string;
  /** True only if that process is known to be gone (same machine, no such process); false when in doubt. */
  isKnownDead(owner: string): boolean;
}

/** Full text of attempts' output. */
export interface Logs {
  /** Appends lines; resolves when another process can read them. */
  append(of: AttemptId, lines: OutputReport['lines']): Promise<void>;
}

/** What is asked of version control. */
export interface Repository {
  /** Commit of the default branch that this run's commit grew from; null: unknown, or it is that commit. */
  mergeBase(run: RunHeader): Promise<string | null>;
  /**
   * Mode and content of each file of this run's commit, by path: equal texts, equal files. For runs whose tree is not
   * stored; left out: there are none. Null: it cannot say, now or later. Throws when it cannot say now.
   */
  files?(run: RunHeader): Promise<ReadonlyMap<string, string> | null>;
}

/** What the garbage collector needs of a blob store beside its reading. */
export interface BlobSweep {
  /** Every stored blob; `touchedAt` is when it was last written or pinned by `missing`. */
  list(): AsyncIterable<{
    readonly digest: Digest;
    readonly size: number;
    readonly touchedAt: Instant;
  }>;
  /** Removes a blob unless it was touched after `unlessTouchedSince`; true if it is gone. */
  remove(digest: Digest, unlessTouchedSince: Instant): Promise<boolean>;
}

/** Where the runtime says what went wrong outside and will be tried again; never part of a decision. */
export type Trouble = (message: string, about: JsonMap) => void;

export type Output = { readonly of: AttemptId; readonly lines: OutputReport['lines'] };
export type { AttemptReport, Ticket };
