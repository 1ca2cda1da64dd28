import { ownValue } from '../../domain/own-value.ts';
import type { MetricsSpec } from '../../domain/plan.ts';
import type { StepRow } from '../../domain/run/run.ts';

/** The first of the cells that succeeded with the best primary metric; null: none measured it, or the step has none. */
export function bestCell(spec: MetricsSpec | null, cells: Iterable<StepRow>): StepRow | null {
  const primary = spec?.primary ?? null;
  if (spec === null || primary === null) return null;
  const sign = spec.minimize.includes(primary) ? -1 : 1;
  let best: StepRow | null = null;
  let bestValue = -Infinity;
  for (const cell of cells) {
    const value = cell.result === 'success' ? ownValue(cell.metrics, primary) : undefined;
    if (value === undefined || sign * value <= bestValue) continue;
    best = cell;
    bestValue = sign * value;
  }
  return best;
}
