import type { StepResult } from './statuses.ts';

/** How a step or a cell ended, by itself. */
export const RESULT_WORDS: Readonly<Record<StepResult, string>> = {
  success: 'succeeded',
  failure: 'failed',
  rejected: 'rejected',
  skipped: 'skipped',
  cancelled: 'cancelled',
  stopped: 'stopped early',
};

/** The same, to follow its name in a sentence. */
export const ENDED_WORDS: Readonly<Record<StepResult, string>> = {
  success: 'succeeded',
  failure: 'failed',
  rejected: 'was rejected',
  skipped: 'was skipped',
  cancelled: 'was cancelled',
  stopped: 'was stopped',
};
