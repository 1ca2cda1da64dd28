import type { RunView, StepView } from '../../../schemas/run-view.generated.ts';
import { groupCells } from '../view/matrix-rows.ts';

export type Progress = { readonly done: number; readonly total: number };

/** How many steps of the plan are over, of those that are not skipped; cells of a matrix are no steps. */
export function runProgress(view: RunView): Progress {
  return progressOf(view.steps.filter(({ cell }) => cell === null));
}

/** The same of the cells of the sweep that is under way; of several, of the first. Null: none is. */
export function sweepProgress(view: RunView): (Progress & { readonly step: string }) | null {
  const sweep = groupCells(view.steps).find(
    ({ step, cells }) => cells.length > 0 && step.result === null,
  );
  return sweep === undefined ? null : { ...progressOf(sweep.cells), step: sweep.step.id };
}

function progressOf(steps: readonly StepView[]): Progress {
  const counted = steps.filter(({ result }) => result !== 'skipped');
  return { done: counted.filter(({ result }) => result !== null).length, total: counted.length };
}
