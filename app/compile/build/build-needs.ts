import type { Step } from '../../../schemas/pipeline.generated.ts';
import type { PlanStep } from '../../domain/plan.ts';
import type { TriggerRule } from '../../domain/statuses.ts';
import type { CheckedFile } from '../check/checked-file.ts';
import { findEdges } from '../check/find-edges.ts';

/** Rules that hold for a cell by its equal cells as they hold for the step by its needs. */
const RULES_OF_CELLS: ReadonlySet<TriggerRule | null> = new Set([
  'all-success',
  'all-done',
  'none-failed',
]);

/**
 * The steps that a step waits for, and those of which each of its cells waits for its equal cell alone. Who is asked to
 * approve, or looks at everything above, waits for all cells all the same.
 */
export function buildNeeds(
  checked: CheckedFile,
  id: string,
  step: Step,
  when: TriggerRule | null,
): Pick<PlanStep, 'needs' | 'cellNeeds'> {
  const edges = findEdges(checked, id, step);
  const needs = [...new Set(edges.map(({ to }) => to))].sort();
  const whole = new Set(edges.flatMap(({ to, ofCells }) => (ofCells ? [] : [to])));
  const cellNeeds = needs.filter((need) => !whole.has(need));
  const mayPair = step.approval === undefined && RULES_OF_CELLS.has(when);
  return mayPair && cellNeeds.length > 0 ? { needs, cellNeeds } : { needs };
}
