import type { Plan } from '../../domain/plan.ts';

/** The best of several: what it measured is in part luck. */
export type Selection = {
  /** The matrix step whose best cell was taken. */
  readonly step: string;
  /** Among how many; null: a step before decides that. */
  readonly cells: number | null;
};

/** Which sweep's best cell a step judges (`cells: best`); null: it judges no such choice. */
export function selectedFrom({ steps }: Plan, stepId: string): Selection | null {
  const inputs = Object.values(steps.find(({ id }) => id === stepId)?.inputs ?? {});
  const best = inputs.find((input) => 'step' in input && input.cells === 'best');
  if (best === undefined || !('step' in best)) return null;
  const cells = steps.find(({ id }) => id === best.step)?.matrix?.cells;
  return { step: best.step, cells: cells?.type === 'static' ? cells.cells.length : null };
}

/** As a sentence without its end; nothing of it is escaped. */
export function selectionNote({ step, cells }: Selection): string {
  const among = cells === null ? 'several' : cells.toLocaleString('en-US');
  return `what is judged is the best of ${among} cells of ${step}: part of its lead is luck`;
}
