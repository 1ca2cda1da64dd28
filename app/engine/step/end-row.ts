import type { StepRow } from '../../domain/run/run.ts';
import type { StepResult } from '../../domain/statuses.ts';
import type { RunChanges } from '../state/run-changes.ts';
import { moveRow } from './move-row.ts';

/** How a row ends; what is not given stays as it stands in the row. */
export type Ending = { readonly result: StepResult; readonly reason: string | null } & Partial<
  Pick<StepRow, 'cached' | 'outputs' | 'artifacts' | 'metrics' | 'facts' | 'gates' | 'takenFrom'>
>;

/** Gives a row its result for good. What follows from it is settle's. */
export function endRow(changes: RunChanges, row: StepRow, ending: Ending): void {
  moveRow(changes, row, { ...row, ...ending, state: 'over', ending: null, endedAt: changes.at });
}
