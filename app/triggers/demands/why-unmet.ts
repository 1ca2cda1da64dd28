import { ENDED_WORDS } from '../../domain/result-words.ts';
import type { GateSpec } from '../../domain/gate-spec.ts';
import type { Plan } from '../../domain/plan.ts';
import type { StepRow } from '../../domain/run/run.ts';
import type { GateVerdict } from '../../domain/statuses.ts';
import { specOf, type Demand } from './demands-of-plan.ts';

/**
 * What keeps a run that succeeded from meeting a demand, in words; null: every row of the step was judged by every gate,
 * as the default branch has it, and passed. What was skipped was not judged, whoever skipped it.
 */
export function whyUnmet(
  { step, gates, rows: wanted, unknown }: Demand,
  plan: Plan,
  rows: readonly StepRow[],
): string | null {
  if (unknown !== undefined) return unknown;
  const own = new Map(
    rows.flatMap((row) => (row.stepId === step && row.role !== 'group' ? [[row.key, row]] : [])),
  );
  const keys = wanted ?? [...own.keys()];
  if (keys.length === 0) return wanted === null ? `${step} has no cells` : null;
  const judging = plan.steps.find(({ id }) => id === step)?.gates ?? [];
  for (const key of keys) {
    const why = whyNotPassed(key, own.get(key), { gates, judging });
    if (why !== null) return why;
  }
  return null;
}

/** Whichever gate of the plan asks for the same judges, whatever it is called. */
function whyNotPassed(
  key: string,
  row: StepRow | undefined,
  { gates, judging }: Pick<Demand, 'gates'> & { readonly judging: readonly GateSpec[] },
): string | null {
  if (row === undefined) return `${key} is gone`;
  if (row.result === null) return `${key} was not run`;
  if (row.result !== 'success') return `${key} ${ENDED_WORDS[row.result]}`;
  const verdicts = new Map(row.gates.map(({ id, verdict }) => [id, verdict]));
  const passed = new Set(
    judging.filter(({ id }) => isMet(verdicts.get(id))).map((gate) => specOf(gate)),
  );
  const unmet = gates.filter(({ spec }) => !passed.has(spec));
  return unmet.length === 0 ? null : `${key} did not pass ${unmet.map(({ id }) => id).join(', ')}`;
}

/** Missing is not met; that no baseline exists yet is said by the gate itself. */
function isMet(verdict: GateVerdict | undefined): boolean {
  return verdict !== undefined && MET.has(verdict);
}

const MET: ReadonlySet<GateVerdict> = new Set(['pass', 'warn', 'inconclusive', 'no-baseline']);
