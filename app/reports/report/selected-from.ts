import { expectedMaximum } from '../../../math/expected-maximum.ts';
import type { Plan, PlanStep } from '../../domain/plan.ts';

/** The best of several: what it measured is in part luck. */
export type Selection = {
  /** The matrix step whose best cell was taken. */
  readonly step: string;
  /** Among how many; null: a step before decides that. */
  readonly cells: number | null;
  /** By what it was chosen; null: nobody said. */
  readonly metric: string | null;
};

/** Which sweep's best cell a step judges (`cells: best`); null: it judges no such choice. */
export function selectedFrom({ steps }: Plan, stepId: string): Selection | null {
  const inputs = Object.values(steps.find(({ id }) => id === stepId)?.inputs ?? {});
  const best = inputs.find((input) => 'step' in input && input.cells === 'best');
  if (best === undefined || !('step' in best)) return null;
  const chosen = steps.find(({ id }) => id === best.step);
  return { step: best.step, cells: cellsOf(chosen), metric: chosen?.metrics?.primary ?? null };
}

function cellsOf(step: PlanStep | undefined): number | null {
  const cells = step?.matrix?.cells;
  return cells?.type === 'static' ? cells.cells.length : null;
}

/** As a sentence without its end; nothing of it is escaped. */
export function selectionNote({ step, cells }: Selection): string {
  const among = cells === null ? 'several' : cells.toLocaleString('en-US');
  const lead = cells === null ? 0 : expectedMaximum(cells);
  // Equals differ by their seed at least: the best of 5 leads one of them by 1.16 deviations, on average.
  const size = lead === 0 ? '' : `, of equals +${lead.toFixed(1)} σ of training noise`;
  return `what is judged is the best of ${among} cells of ${step}: part of its lead is luck${size}`;
}
