import type { Ticket } from '../../../../schemas/ticket.generated.ts';
import type { RepositoryRef } from '../../../domain/hosted.ts';
import type { Json } from '../../../domain/json.ts';
import type { Instant } from '../../../domain/run/run.ts';
import type { AttemptId } from '../attempts.ts';
import type { MachineWish } from './machines.ts';

/**
 * Attempts that are to run as jobs elsewhere, and the dispatches in which GitHub hears of them. An attempt is ordered, then
 * gathered into a dispatch; a dispatch is held by who works on it until `until`.
 */
export interface DispatchRows {
  /** Keeps an order; one that is known stays as it is. */
  order(attempt: OrderedAttempt): Promise<void>;
  /** Orders that no dispatch holds, oldest first, but those that wait for their machine. One with an environment waits for none. */
  waiting(limit: number): Promise<readonly OrderedAttempt[]>;
  /** Makes a dispatch of those that no dispatch holds; false: none was left. */
  gather(dispatch: WorkflowDispatch, of: readonly AttemptId[], until: Instant): Promise<boolean>;
  /** Dispatches whose time has come, held from now on until `until`. */
  lease(now: Instant, until: Instant, limit: number): Promise<readonly WorkflowDispatch[]>;
  /** Writes how a dispatch stands and when it is to be looked at again; null: never. */
  save(dispatch: WorkflowDispatch, at: Instant | null): Promise<void>;
  /** As `save`, of a dispatch that another may hold: only when it is looked at. */
  hasten(repository: number, workflowRun: number, at: Instant): Promise<void>;
  attempts(dispatch: string): Promise<readonly OrderedAttempt[]>;
  /** Those of a dispatch that its runs still wait for. */
  live(dispatch: string): Promise<readonly LiveAttempt[]>;
  find(of: AttemptId): Promise<OrderedAttempt | null>;
  get(id: string): Promise<WorkflowDispatch | null>;
  /** Dispatches of a repository of which nobody knows yet which workflow run they became. */
  asked(repository: number): Promise<readonly WorkflowDispatch[]>;
  ofWorkflowRun(repository: number, workflowRun: number): Promise<WorkflowDispatch | null>;
  /** Writes down which job an attempt became. */
  bind(of: AttemptId, checkRun: number): Promise<void>;
  /** Forgets an order that no dispatch holds; false: there is none, or a dispatch has it. */
  withdraw(of: AttemptId): Promise<boolean>;
  /**
   * Orders of attempts on machines of their own, until they are settled, with how the attempt stands. One with an environment
   * is not among them before its job may begin.
   */
  onMachines(): Promise<readonly MachineOrder[]>;
  /** That of one attempt; null: it wants no machine (any more). */
  onMachine(of: AttemptId): Promise<MachineOrder | null>;
  /** GitHub lets its job begin: from now on its machine is wanted. False: that was known, or it wants none. */
  mayBegin(of: AttemptId): Promise<boolean>;
  /** Its machine is there: it may be dispatched. */
  release(of: AttemptId): Promise<void>;
  /** It wants no machine any more. */
  settle(of: AttemptId): Promise<void>;
}

export type MachineOrder = {
  readonly of: AttemptId;
  readonly wish: MachineWish;
  /** `over`: it has ended, or its run is forgotten. */
  readonly status: LiveAttempt['status'] | 'over';
  /** Whether GitHub has a job for it. */
  readonly isSent: boolean;
};

/** `starting`: nobody has reported that it began. */
export type LiveAttempt = AttemptId & { readonly status: 'starting' | 'running' };

export type OrderedAttempt = {
  readonly of: AttemptId;
  /** Those of one group may go in one dispatch. */
  readonly group: string;
  readonly orderedAt: Instant;
  /** Null: in none yet. */
  readonly dispatch: string | null;
  readonly checkRun: number | null;
  readonly job: JobOrder;
};

export type JobOrder = {
  /** What the job is called, unique in its dispatch. */
  readonly name: string;
  /** The job's input that names the attempt. */
  readonly hint: string;
  /** As `runs-on` of a job. */
  readonly runsOn: Json;
  readonly timeoutMinutes: number;
  readonly environment: string;
  readonly ticket: Ticket;
  /** Left out: it runs on runners that are there already. */
  readonly machine?: MachineWish;
};

/** What all jobs of a dispatch share. */
export type DispatchTarget = {
  readonly repository: RepositoryRef;
  readonly sha: string;
  /** `refs/heads/…` or `refs/tags/…` */
  readonly ref: string;
  readonly secrets: readonly string[];
  /** Code that nobody answers for: `ref` is made for it and removed after it. Left out: trusted. */
  readonly untrusted?: true;
};

export type WorkflowDispatch = {
  readonly id: string;
  readonly run: string;
  readonly order: DispatchTarget;
  readonly state: DispatchState;
  /** Workflow runs of this dispatch that are none any more, since another workflow file ran in them; left out: none. */
  readonly givenUp?: readonly number[];
};

export type DispatchState =
  | { readonly type: 'gathered' }
  /** GitHub is being asked since, or its answer was lost: it may have started. */
  | { readonly type: 'asked'; readonly at: Instant; readonly workflowSha: string }
  | {
      readonly type: 'sent';
      readonly workflowRun: number;
      readonly workflowSha: string;
      /** Since when no run waits for any of its jobs; null: one does. */
      readonly idleSince: Instant | null;
      /** When it is looked at for jobs that GitHub keeps waiting; left out: it was. */
      readonly firstLookAt?: Instant;
    }
  | {
      readonly type: 'over';
      readonly workflowRun: number | null;
      readonly workflowSha: string | null;
    };

/**
 * Which job of GitHub Actions was dispatched for which attempt. Whoever dispatches knows it (app/github); whoever
 * answers the job's claim asks (app/api). The siblings of one dispatch share its run, so the job's check run decides.
 */
export interface Dispatches {
  /**
   * The attempt that this job was dispatched for, replaced ones too; null: none was. Throws when GitHub cannot be asked
   * or does not yet show the job: the claim is then tried again.
   */
  find(job: SignedJob): Promise<DispatchedJob | null>;
  /**
   * The attempt that a job without an identity names with the secret of its dispatch, which must be one of untrusted
   * code; null: none, or not (any more) by this job's workflow run. Throws when GitHub cannot be asked.
   */
  findBootstrapped(claim: BootstrapClaim): Promise<ClaimableJob | null>;
  /** What an attempt was handed; null: it was never dispatched, or its run is forgotten. */
  ticketOf(of: AttemptId): Promise<Ticket | null>;
}

/** A job as GitHub itself signs it. */
export type DispatchedJobId = {
  readonly repositoryId: number;
  readonly workflowRunId: number;
  readonly checkRunId: number;
};

export type SignedJob = DispatchedJobId & {
  /** The commit whose workflow file it runs; left out: nobody asks by it. */
  readonly workflowSha?: string;
};

/** What a job says of itself that GitHub signs nothing for. */
export type BootstrapClaim = {
  readonly repositoryId: number;
  readonly workflowRunId: number;
  readonly hint: string;
  readonly bootstrap: string;
};

export type ClaimableJob = Pick<DispatchedJob, 'of' | 'ticket' | 'page'>;

/** What was dispatched, as it was checked then: a claim must say the very same. */
export type DispatchedJob = DispatchedJobId & {
  readonly of: AttemptId;
  /** The job's input that names the attempt. */
  readonly hint: string;
  /** Number of the workflow run's attempt; 1, since a retry is a dispatch of its own and never GitHub's rerun. */
  readonly workflowRunAttempt: number;
  /** `owner/name/.github/workflows/mlpipelines.yml@refs/heads/main` */
  readonly workflowRef: string;
  /** Commit whose workflow file was compared with the default branch's. */
  readonly workflowSha: string;
  /** Made with `secretNames` (app/api): its secrets hold names, not values. */
  readonly ticket: Ticket;
  /** Where a person sees the run. */
  readonly page: string | null;
};
