import type { RunData } from './load-run.ts';

/** A run, and what its page is drawn with. */
export type Shown = {
  readonly data: RunData;
  readonly githubUrl: string;
  readonly now: number;
};
