import type { AttemptReport } from '../../../schemas/attempt-report.generated.ts';
import type { Ticket } from '../../../schemas/ticket.generated.ts';
import type { JsonMap } from '../../domain/json.ts';
import type { PythonSpec } from '../../domain/plan.ts';
import type { RunHeader } from '../../domain/run/run.ts';
import type { AttemptId } from './attempts.ts';

/** What the runtime asks of wherever attempts are carried out. Adapters implement these; none of them decides anything. */

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
  /** Looks soon what became of an attempt that has not begun. Left out: one that was ordered here has begun. */
  look?(of: AttemptId): Promise<void>;
}

/** Values of secrets by name. */
export interface Secrets {
  /** Those of `names` that have a value; a missing one is not in the answer. */
  read(names: readonly string[]): Promise<Readonly<Record<string, string>>>;
  /** Where a person puts a secret that is missing; ends an error's sentence. */
  readonly whereToPut: string;
}

/** A merge base and 100 commits before it: how far back a baseline is looked for. */
export const BASE_COMMITS = 101;

/** What is asked of version control. */
export interface Repository {
  /**
   * The commits of the default branch that this run's commit grew from, the newest first: the merge base, then its
   * first parents, at most `BASE_COMMITS` in all. None: unknown, or this commit is of the default branch itself.
   */
  baseCommits(run: RunHeader): Promise<readonly string[]>;
  /**
   * Mode and content of each file of this run's commit, by path: equal texts, equal files. For runs whose tree is not
   * stored; left out: there are none. Null: it cannot say, now or later. Throws when it cannot say now.
   */
  files?(run: RunHeader): Promise<ReadonlyMap<string, string> | null>;
  /**
   * Whether a run's commit is an ancestor of the other's, and not the same. Left out: nobody asks. Throws when it cannot be
   * asked at the moment.
   */
  isBehind?(run: RunHeader, other: RunHeader): Promise<boolean>;
  /** What lies at this path now, for trees whose contents are not stored. Null: nothing. Left out: nobody can say. */
  bytes?(path: string): Promise<Uint8Array | null>;
}

/** What differs between the commits of two runs. */
export interface FileChanges {
  /**
   * Those of the files that these globs select; empty: none, or too many to be told. Null: nobody can say. Throws when it
   * cannot be asked at the moment.
   */
  between(
    now: RunHeader,
    was: RunHeader,
    globs: readonly string[],
  ): Promise<readonly string[] | null>;
}

/** Where Python environments are built on a machine that is known beforehand. */
export interface PythonPort {
  /** What an environment for this version would be built with there, by name: equal answers, the same interpreter and sources. */
  found(python: Pick<PythonSpec, 'version'>): Promise<Readonly<Record<string, string>>>;
}

/** Where the runtime says what went wrong outside and will be tried again; never part of a decision. */
export type Warn = (message: string, about: JsonMap) => void;

export type { AttemptReport, Ticket };
