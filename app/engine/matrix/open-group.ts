import { stepKey, type Cell } from '../../domain/cell.ts';
import type { MatrixSpec } from '../../domain/plan.ts';
import type { MatrixCounts, StepRow } from '../../domain/run/run.ts';
import { expandMatrix } from '../../expressions/expand-matrix.ts';
import type { Evaluated } from '../../expressions/contexts.ts';
import { blankRow } from '../state/blank-row.ts';
import { conditionContexts } from '../evaluate/contexts-of.ts';
import type { Draft } from '../state/draft.ts';
import { endRow } from '../step/end-row.ts';
import { moveRow } from '../step/move-row.ts';
import { releaseHeld } from './release-held.ts';
import { addResult, NO_RESULTS } from '../state/counts.ts';

/** Makes the cells of a matrix step, all held, and lets begin as many as may. Cells taken over from an earlier run are there already. */
export function openGroup(draft: Draft, row: StepRow): void {
  const { matrix } = draft.plan.step(row.stepId);
  if (matrix === null) throw new Error(`${row.stepId} has no matrix to open`);
  const cells = cellsOfMatrix(draft, row, matrix);
  if (!cells.ok) {
    endRow(draft, row, { result: 'failure', reason: `\`matrix\`: ${cells.message}` });
    return;
  }
  if (cells.value.length === 0) {
    endRow(draft, row, { result: 'skipped', reason: 'its matrix has no cells' });
    return;
  }
  const group = countsOfTaken(draft, row.stepId, cells.value);
  moveRow(draft, row, { ...row, state: 'open', reason: null, readyAt: draft.at, group });
  for (const [index, cell] of cells.value.entries()) makeCell(draft, row, cell, index);
  releaseHeld(draft, row.stepId);
}

function cellsOfMatrix(draft: Draft, row: StepRow, matrix: MatrixSpec): Evaluated<readonly Cell[]> {
  if (matrix.cells.type === 'static') return { ok: true, value: matrix.cells.cells };
  return expandMatrix(matrix.cells.matrix, conditionContexts(draft, row.stepId));
}

function countsOfTaken(draft: Draft, stepId: string, cells: readonly Cell[]): MatrixCounts {
  let results = NO_RESULTS;
  for (const cell of cells) {
    const taken = draft.step(stepKey(stepId, cell))?.result ?? null;
    if (taken !== null) results = addResult(results, taken);
  }
  return { total: cells.length, open: 0, live: 0, results };
}

function makeCell(draft: Draft, group: StepRow, cell: Cell, index: number): void {
  const key = stepKey(group.stepId, cell);
  if (draft.step(key) !== undefined) return;
  const order = group.order + 1 + index;
  const made = blankRow({ key, stepId: group.stepId, role: 'cell', cell, order });
  draft.put({ ...made, state: 'held', above: group.above });
}
