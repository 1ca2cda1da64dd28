import type { Instant } from '../../domain/run/run.ts';

/** What a check on GitHub shows. `summary` and `text` are Markdown of at most 60,000 bytes; the title is plain text. */
export type CheckOutput = {
  readonly name: string;
  readonly state: CheckState;
  readonly title: string;
  readonly summary: string;
  readonly text: string | null;
  /** All of them; GitHub takes 50 a request and adds them up. */
  readonly annotations: readonly CheckAnnotation[];
  /** At most 3, shown once the check is completed. */
  readonly actions: readonly CheckAction[];
  readonly startedAt: Instant | null;
};

export type CheckState =
  | { readonly status: 'queued' | 'in_progress' }
  | {
      readonly status: 'completed';
      readonly conclusion: CheckConclusion;
      readonly completedAt: Instant | null;
    };
export type CheckConclusion = 'success' | 'failure' | 'cancelled' | 'action_required' | 'neutral';

/** Lines count from 1. Title and message are plain text. */
export type CheckAnnotation = {
  readonly path: string;
  readonly startLine: number;
  readonly endLine: number;
  /** Null where several lines are meant: GitHub takes columns only on one. The end is inclusive. */
  readonly columns: { readonly start: number; readonly end: number } | null;
  readonly level: 'notice' | 'warning' | 'failure';
  readonly title: string;
  readonly message: string;
};

/** Label at most 20 characters, description 40, identifier 20. */
export type CheckAction = {
  readonly label: string;
  readonly description: string;
  readonly identifier: CheckActionId;
};
export type CheckActionId =
  | 'rerun-failed'
  | 'rerun-all'
  | 'cancel'
  | 'let-run'
  /** With a digest of what waits: a button that was shown for other steps decides nothing about these. */
  | `${'approve' | 'reject'}:${string}`;
