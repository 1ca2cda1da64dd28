import type { StepRow } from '../../domain/run/run.ts';
import { underNeed } from '../state/after-need.ts';
import type { RunChanges } from '../state/run-changes.ts';
import { endRow, type Ending } from './end-row.ts';

/**
 * Ends a step once all above it is over, so that what stands below it sees all of that. Of those whose needs are over
 * only a matrix step has to wait for that, whose cells wait for the equal ones of others: it stays as it is, and is
 * taken on again when the others end.
 */
export function endUnderAll(changes: RunChanges, row: StepRow, ending: Ending): void {
  let last = row;
  for (const id of changes.plan.step(row.stepId).cellNeeds ?? []) {
    const need = changes.step(id);
    if (need?.state !== 'over') return;
    last = underNeed(last, need, changes.plan.step(id).continueOnError);
  }
  endRow(changes, last, ending);
}
