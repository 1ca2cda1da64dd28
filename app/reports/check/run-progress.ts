import type { RunView } from '../../../schemas/run-view.generated.ts';

/** How many steps of the plan are over; cells of a matrix are no steps. */
export function runProgress(view: RunView): { readonly done: number; readonly total: number } {
  const steps = view.steps.filter(({ cell }) => cell === null);
  return { done: steps.filter(({ result }) => result !== null).length, total: steps.length };
}
