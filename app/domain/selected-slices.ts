import type { SliceBy } from '../../evaluation/slices.ts';
import type { SliceSelector } from './gate-spec.ts';
import { ownValue } from './own-value.ts';

/** Whether a slice has each of the columns that are named, with that value where one is said. */
export function isMeant(named: SliceSelector['by'], by: SliceBy): boolean {
  return Object.entries(named).every(([column, value]) => {
    const own = ownValue(by, column);
    return own !== undefined && (value === null || value === own);
  });
}
