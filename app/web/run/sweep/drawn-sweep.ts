import type { RankedCells } from '../../../reports/view/rank-cells.ts';
import type { SweepKey } from './sweep-keys.ts';

/** A sweep as its drawings need it. */
export type Sweep = {
  readonly run: string;
  readonly ranked: RankedCells;
  /** The keys in which its cells differ. */
  readonly keys: readonly SweepKey[];
};
