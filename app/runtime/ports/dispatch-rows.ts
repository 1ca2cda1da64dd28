import type { Ticket } from '../../../schemas/ticket.generated.ts';
import type { RepositoryRef } from '../../domain/hosted.ts';
import type { Json } from '../../domain/json.ts';
import type { Instant } from '../../domain/run/run.ts';
import type { AttemptId } from './ports.ts';

/**
 * Attempts that are to run as jobs elsewhere, and the batches in which GitHub hears of them. An attempt is ordered, then
 * gathered into a batch; a batch is held by who works on it until `until`.
 */
export interface DispatchRows {
  /** Keeps an order; one that is known stays as it is. */
  order(attempt: OrderedAttempt): Promise<void>;
  /** Orders that no batch holds, oldest first. */
  waiting(limit: number): Promise<readonly OrderedAttempt[]>;
  /** Makes a batch of those that no batch holds; false: none was left. */
  gather(batch: DispatchBatch, of: readonly AttemptId[], until: Instant): Promise<boolean>;
  /** Batches whose time has come, held from now on until `until`. */
  claim(now: Instant, until: Instant, limit: number): Promise<readonly DispatchBatch[]>;
  /** Writes how a batch stands and when it is to be looked at again; null: never. */
  save(batch: DispatchBatch, at: Instant | null): Promise<void>;
  /** As `save`, of a batch that another may hold: only when it is looked at. */
  hasten(repository: number, workflowRun: number, at: Instant): Promise<void>;
  attempts(batch: string): Promise<readonly OrderedAttempt[]>;
  /** Those of a batch that its runs still wait for. */
  live(batch: string): Promise<readonly LiveAttempt[]>;
  find(of: AttemptId): Promise<OrderedAttempt | null>;
  batch(id: string): Promise<DispatchBatch | null>;
  /** Batches of a repository of which nobody knows yet which workflow run they became. */
  asked(repository: number): Promise<readonly DispatchBatch[]>;
  ofWorkflowRun(repository: number, workflowRun: number): Promise<DispatchBatch | null>;
  /** Writes down which job an attempt became. */
  bind(of: AttemptId, checkRun: number): Promise<void>;
  /** Forgets an order that no batch holds; false: there is none, or a batch has it. */
  withdraw(of: AttemptId): Promise<boolean>;
}

/** `starting`: nobody has reported that it began. */
export type LiveAttempt = AttemptId & { readonly status: 'starting' | 'running' };

export type OrderedAttempt = {
  readonly of: AttemptId;
  /** Those of one group may go in one batch. */
  readonly group: string;
  readonly orderedAt: Instant;
  /** Null: in none yet. */
  readonly batch: string | null;
  readonly checkRun: number | null;
  readonly job: JobOrder;
};

export type JobOrder = {
  /** What the job is called, unique in its batch. */
  readonly name: string;
  /** The job's input that names the attempt. */
  readonly hint: string;
  /** As `runs-on` of a job. */
  readonly runsOn: Json;
  readonly timeoutMinutes: number;
  readonly environment: string;
  readonly ticket: Ticket;
};

/** What all jobs of a batch share. */
export type BatchOrder = {
  readonly repository: RepositoryRef;
  readonly sha: string;
  /** `refs/heads/…` or `refs/tags/…` */
  readonly ref: string;
  readonly secrets: readonly string[];
  /** Code that nobody answers for: `ref` is made for it and removed after it. Left out: trusted. */
  readonly untrusted?: true;
};

export type DispatchBatch = {
  readonly id: string;
  readonly run: string;
  readonly order: BatchOrder;
  readonly state: BatchState;
};
export type BatchState =
  | { readonly type: 'gathered' }
  /** GitHub is being asked since, or its answer was lost: it may have started. */
  | { readonly type: 'asked'; readonly at: Instant; readonly workflowSha: string }
  | {
      readonly type: 'sent';
      readonly workflowRun: number;
      readonly workflowSha: string;
      /** Since when no run waits for any of its jobs; null: one does. */
      readonly idleSince: Instant | null;
    }
  | {
      readonly type: 'over';
      readonly workflowRun: number | null;
      readonly workflowSha: string | null;
    };
