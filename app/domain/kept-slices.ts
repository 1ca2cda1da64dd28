import type { Slice } from '../../evaluation/slices.ts';

/** What became of the table of what a step measures on parts of its data. */
export type KeptSlices =
  | { readonly rows: readonly Slice[] }
  /** Why there are none, for a person, to follow "not read: ". */
  | { readonly notRead: string };

/** Those that were measured. */
export function slicesIn(kept: KeptSlices | undefined): readonly Slice[] {
  return kept === undefined || 'notRead' in kept ? [] : kept.rows;
}
