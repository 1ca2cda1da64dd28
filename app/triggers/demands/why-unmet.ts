import type { Plan } from '../../domain/plan.ts';
import type { StepRow } from '../../domain/run/run.ts';
import type { GateVerdict } from '../../domain/statuses.ts';
import { controlOf, type Demand } from './demands-of-plan.ts';

/**
 * What keeps a run that succeeded from meeting a demand, in words; null: every cell of the step was judged by every gate
 * and passed. A run of another plan than the default branch's may leave out nothing that it demands.
 */
export function whyUnmet(
  { step, gates, control }: Demand,
  plan: Plan,
  rows: readonly StepRow[],
): string | null {
  const own = rows.filter(({ stepId, role }) => stepId === step && role !== 'group');
  const isSame = controlOf(plan, step) === control;
  if (own.length === 0) return isSame ? null : `${step} had nothing to do, or is gone`;
  for (const { key, result, gates: outcomes } of own) {
    const isLeftOut = result === 'skipped' || result === 'stopped';
    if (isLeftOut && isSame) continue;
    if (isLeftOut) return `${key} was ${result}`;
    const verdicts = new Map(outcomes.map(({ id, verdict }) => [id, verdict]));
    const unmet = gates.filter((gate) => !isMet(verdicts.get(gate)));
    if (unmet.length > 0) return `${key} did not pass ${unmet.join(', ')}`;
  }
  return null;
}

/** Missing is not met; that no baseline exists yet is said by the gate itself. */
function isMet(verdict: GateVerdict | undefined): boolean {
  return verdict === 'pass' || verdict === 'warn' || verdict === 'no-baseline';
}
