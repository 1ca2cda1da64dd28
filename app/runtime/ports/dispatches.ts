import type { Ticket } from '../../../schemas/ticket.generated.ts';
import type { AttemptId } from './ports.ts';

/**
 * Which job of GitHub Actions was dispatched for which attempt. Whoever dispatches knows it (app/github); whoever
 * answers the job's claim asks (app/api). The siblings of one dispatch share its run, so the job's check run decides.
 */
export interface Dispatches {
  /**
   * The attempt that this job was dispatched for, replaced ones too; null: none was. Throws when GitHub cannot be asked
   * or does not yet show the job: the claim is then tried again.
   */
  find(job: DispatchedJobId): Promise<DispatchedJob | null>;
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
