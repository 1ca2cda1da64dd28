import type { ReportedRun } from '../check/reported-run.ts';
import type { RunStory } from './run-story.ts';

/** A run as the comment shows it. */
export type CommentedRun = ReportedRun & {
  /** An address of ours where there is more; null: there is none. */
  readonly page: string | null;
  /** Left out: no more is known than the run itself. */
  readonly story?: RunStory;
};
