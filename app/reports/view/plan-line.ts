import { gateLineKey } from '../../domain/gate.ts';
import { ownValue } from '../../domain/own-value.ts';
import type { Plan } from '../../domain/plan.ts';

/** Of a plan from before lines were kept. */
const FIRST_LINE = 1;

/** The line of its pipeline file at which a step, or one of its gates, begins; of a gate that stands in another file, its step's. */
export function planLine({ lines = {} }: Pick<Plan, 'lines'>, step: string, gate?: string): number {
  const ofGate = gate === undefined ? undefined : ownValue(lines, gateLineKey(step, gate));
  return ofGate ?? ownValue(lines, step) ?? FIRST_LINE;
}
