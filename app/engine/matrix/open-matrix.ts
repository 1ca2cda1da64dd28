import { stepKey, type Cell } from '../../domain/cell.ts';
import type { MatrixSpec } from '../../domain/plan.ts';
import type { MatrixCounts, StepRow } from '../../domain/run/run.ts';
import { expandMatrix } from '../../expressions/expand-matrix.ts';
import type { Evaluated } from '../../expressions/contexts.ts';
import { blankRow } from '../state/blank-row.ts';
import { conditionContexts } from '../evaluate/contexts-of.ts';
import type { RunChanges } from '../state/run-changes.ts';
import { endUnderAll } from '../step/end-under-all.ts';
import { moveRow } from '../step/move-row.ts';
import { releaseHeld } from './release-held.ts';
import { takeOnPaired } from './settle-paired.ts';
import { addResult, NO_RESULTS } from '../state/counts.ts';

/** Makes the cells of a matrix step, all held, and lets begin as many as may. Cells reused from an earlier run are there already. */
export function openMatrix(changes: RunChanges, row: StepRow): void {
  const { matrix } = changes.plan.step(row.stepId);
  if (matrix === null) throw new Error(`${row.stepId} has no matrix to open`);
  const cells = cellsOfMatrix(changes, row, matrix);
  if (!cells.ok) {
    endUnderAll(changes, row, { result: 'failure', reason: `\`matrix\`: ${cells.message}` });
    return;
  }
  if (cells.value.length === 0) {
    endUnderAll(changes, row, { result: 'skipped', reason: 'its matrix has no cells' });
    return;
  }
  const tooWide = whyTooWide(changes, cells.value.length, matrix);
  if (tooWide !== null) {
    endUnderAll(changes, row, { result: 'failure', reason: tooWide });
    return;
  }
  const counts = countsOfTaken(changes, row.stepId, cells.value);
  moveRow(changes, row, {
    ...row,
    state: 'open',
    reason: null,
    readyAt: changes.at,
    group: counts,
  });
  for (const [index, cell] of cells.value.entries()) makeCell(changes, row, cell, index);
  releaseHeld(changes, row.stepId);
}

/** What a matrix made at run time adds to a run that may have no more; null: it has room. */
function whyTooWide(
  changes: RunChanges,
  cells: number,
  { cells: kind }: MatrixSpec,
): string | null {
  const { mostCells, steps } = changes.plan.plan;
  if (mostCells === undefined || kind.type === 'static') return null;
  const others = steps.reduce((sum, { id, matrix }) => {
    if (matrix === null) return sum + 1;
    if (matrix.cells.type === 'static') return sum + matrix.cells.cells.length;
    return sum + (changes.step(id)?.group?.total ?? 0);
  }, 0);
  return others + cells > mostCells
    ? `\`matrix\` has ${cells} cells, and the run ${others} steps and cells beside: code that is not trusted is let run ${mostCells} in all`
    : null;
}

function cellsOfMatrix(
  changes: RunChanges,
  row: StepRow,
  matrix: MatrixSpec,
): Evaluated<readonly Cell[]> {
  const { cells } = matrix;
  if (cells.type === 'static') return { ok: true, value: cells.cells };
  if (cells.type === 'dynamic')
    return expandMatrix(cells.matrix, conditionContexts(changes, row.stepId));
  return { ok: true, value: Array.from(changes.cellsOf(cells.step), ({ cell }) => cell ?? {}) };
}

function countsOfTaken(changes: RunChanges, stepId: string, cells: readonly Cell[]): MatrixCounts {
  let results = NO_RESULTS;
  for (const cell of cells) {
    const taken = changes.step(stepKey(stepId, cell))?.result ?? null;
    if (taken !== null) results = addResult(results, taken);
  }
  return { total: cells.length, open: 0, live: 0, results };
}

function makeCell(changes: RunChanges, matrix: StepRow, cell: Cell, index: number): void {
  const key = stepKey(matrix.stepId, cell);
  if (changes.step(key) !== undefined) return;
  const order = matrix.order + 1 + index;
  const made = blankRow({ key, stepId: matrix.stepId, role: 'cell', cell, order });
  if (changes.plan.step(matrix.stepId).cellNeeds === undefined) {
    changes.put({ ...made, state: 'held', above: matrix.above });
  } else takeOnPaired(changes, matrix, made);
}
