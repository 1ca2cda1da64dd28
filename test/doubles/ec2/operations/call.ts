import type { Region } from '../state/world.ts';

/** What a handler works with. */
export type Call = {
  readonly region: Region;
  /** Says that the answer is one that was given before. */
  readonly replayed: () => void;
};
