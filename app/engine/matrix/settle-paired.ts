import { stepKey } from '../../domain/cell.ts';
import type { StepRow } from '../../domain/run/run.ts';
import { judgeCell } from '../evaluate/condition.ts';
import { afterNeed, afterOpening } from '../state/after-need.ts';
import type { RunChanges } from '../state/run-changes.ts';
import { endRow } from '../step/end-row.ts';
import { moveRow } from '../step/move-row.ts';
import { releaseHeld } from './release-held.ts';

/** What follows when a cell ends for those that waited for it alone: the equal cells of other steps. */
export function settlePaired(changes: RunChanges, ended: StepRow): void {
  for (const id of changes.plan.pairedWith(ended.stepId)) {
    const cell = changes.step(stepKey(id, ended.cell));
    const matrix = changes.step(id);
    if (cell?.state !== 'waiting' || matrix === undefined) continue;
    takeOnPaired(changes, matrix, cell);
    releaseHeld(changes, id);
  }
}

/** Lets a cell be held, or end, once all cells that it waits for are over; until then it waits. */
export function takeOnPaired(changes: RunChanges, matrix: StepRow, cell: StepRow): void {
  const row = withCellNeeds(changes, matrix, cell);
  changes.put(row);
  if (row.unmet > 0) return;
  const condition = judgeCell(changes, row);
  if (condition.type === 'end') endRow(changes, row, condition);
  else moveRow(changes, row, { ...row, state: 'held' });
}

/** Counted anew each time: a cell may end in the same decision in which those that wait for it are made. */
function withCellNeeds(changes: RunChanges, matrix: StepRow, cell: StepRow): StepRow {
  const { cellNeeds = [] } = changes.plan.step(cell.stepId);
  const { needs, above } = matrix;
  let row: StepRow = { ...cell, state: 'waiting', unmet: cellNeeds.length, needs, above };
  for (const id of cellNeeds) {
    const need = changes.step(stepKey(id, cell.cell));
    // A step that never opened has no cells, and how it ended stands among the needs of the matrix.
    if (need === undefined) row = afterOpening(row);
    else if (need.state === 'over') {
      row = afterNeed(row, need, changes.plan.step(id).continueOnError);
    }
  }
  return row;
}
