import type { Digest } from '../digest.ts';
import type { Instant } from './instant.ts';

/** A person's decision about a step that waits for one. */
export type Approval = {
  readonly by: string;
  /** Their number on GitHub, by which they are one and the same; left out: on a laptop, or in rows from before it was kept. */
  readonly byId?: number;
  readonly decision: 'approved' | 'rejected';
  readonly comment: string | null;
  readonly at: Instant;
  /** What it rests on; left out: on a laptop, or in rows from before it was kept. */
  readonly evidence?: ApprovalEvidence;
};

/** What an approval was given for, by whose right and where: it counts as long as that holds. */
export type ApprovalEvidence = {
  readonly bound: Bound;
  /** SHA-256 over `bound`. */
  readonly binds: Digest;
  /** Where it was said, in the words of the audit. */
  readonly surface: string;
  /** The review that said so; null: it was said elsewhere. */
  readonly review: { readonly pull: number; readonly id: number; readonly sha: string } | null;
  /** The run of the pull request whose report was approved, where its merge takes that over; left out: this run's was. */
  readonly tested?: string;
  /** What GitHub said that they may do. */
  readonly permission: string;
  /** The entry of `reviewers` that they were, or were in, as GitHub answered; null: anybody with write decides. */
  readonly standsFor: string | null;
  /** The branches that the pull requests of the commit merged into. */
  readonly bases: readonly string[];
  /** So many approvals the change needed, whatever the step asks for. */
  readonly atLeast: number;
  readonly saidAt: Instant;
  /** When GitHub last answered that it counts. */
  readonly heldAt: Instant;
};

/** What a person decided on, each by its digest: an approval of one is none of another. */
export type Bound = {
  /** What the run measured, and what its gates said of it. */
  readonly report: Digest;
  /** What the step would deploy. */
  readonly artifacts: Digest;
  /** The gates, the reviewers and the policy of the default branch. */
  readonly grants: Digest;
  /** What approving means, in words. */
  readonly meaning: Digest;
};

/** GitHub's answers are good for so long. */
export const ANSWERS_HOLD_MS = 60_000;
