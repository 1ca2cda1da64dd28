import type { StepView } from '../../../schemas/run-view.generated.ts';

/** A step and, when it has a matrix, its cells. */
export type StepGroup = { readonly step: StepView; readonly cells: readonly StepView[] };

/** The steps of a view, each with its cells. */
export function groupCells(steps: readonly StepView[]): readonly StepGroup[] {
  const groups = new Map<string, { step: StepView; cells: StepView[] }>();
  for (const step of steps) {
    const group = groups.get(step.id);
    if (group === undefined) groups.set(step.id, { step, cells: [] });
    else group.cells.push(step);
  }
  return [...groups.values()];
}
