import type { Instant } from '../../../domain/run/run.ts';

/** What people without write asked for in comments, by repository: they are answered only so often. */
export interface Strangers {
  /** Null: nothing is known of them. */
  find(repository: number, person: number): Promise<VersionedStranger | null>;
}

export type Stranger = {
  /** The comments that were answered last. */
  readonly answered: readonly { readonly comment: number; readonly at: Instant }[];
  /** How many comments were ignored since one was answered. */
  readonly ignored: number;
};

export type VersionedStranger = { readonly version: number; readonly state: Stranger };

export type StrangerChange = {
  readonly type: 'stranger.save';
  readonly repository: number;
  /** GitHub's number of them. */
  readonly person: number;
  /** The version that was decided on; null: there was none. Conflicts otherwise. */
  readonly expected: number | null;
  readonly at: Instant;
  readonly state: Stranger;
};
