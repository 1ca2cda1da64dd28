import type { Digest } from '../../domain/digest.ts';
import type { Instant } from '../../domain/run/run.ts';

/** How often test data was evaluated on. Whoever forgets a run forgets none of them. */
export interface Looks {
  /** Since it was first evaluated on, and in this pull request (null: in none). */
  count(question: LookQuestion): Promise<{ readonly pull: number | null; readonly ever: number }>;
}

export type LookQuestion = {
  /** A repository on GitHub; 0: this machine. */
  readonly repository: number;
  /** Of the test data. */
  readonly digest: Digest;
  readonly pull: number | null;
};

/** One more. */
export type LookChange = LookQuestion & { readonly type: 'look.add'; readonly at: Instant };
