import type { Pipeline } from '../../../schemas/pipeline.generated.ts';
import type { GateSpec } from '../../domain/gate-spec.ts';
import type { PlanStep } from '../../domain/plan.ts';

/** The steps, of which those that a promotion follows let nothing through that is inconclusive, unless the file says so. */
export function strictBeforePromotion(
  steps: readonly PlanStep[],
  { steps: written }: Pipeline,
): readonly PlanStep[] {
  const before = beforePromotion(steps);
  return steps.map((step) => {
    if (!before.has(step.id)) return step;
    const asWritten = written[step.id]?.gates ?? {};
    const gates = step.gates.map((gate) =>
      asWritten[gate.id]?.['on-inconclusive'] === undefined ? strict(gate) : gate,
    );
    return { ...step, gates };
  });
}

/** Ids of the steps that promote, and of all that they follow. */
function beforePromotion(steps: readonly PlanStep[]): ReadonlySet<string> {
  const needs = new Map(steps.map((step) => [step.id, step.needs]));
  const waiting = steps.filter(isPromoting).map(({ id }) => id);
  const found = new Set<string>();
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    if (found.has(id)) continue;
    found.add(id);
    waiting.push(...(needs.get(id) ?? []));
  }
  return found;
}

function isPromoting({ promote, action }: PlanStep): boolean {
  return promote.length > 0 || (action.type === 'register' && action.register.alias !== null);
}

function strict(gate: GateSpec): GateSpec {
  const { test } = gate;
  if (test.type !== 'baseline') return gate;
  if (test.bound === undefined) return { ...gate, test: { ...test, onInconclusive: 'fail' } };
  return { ...gate, test: { ...test, bound: { ...test.bound, onInconclusive: 'fail' } } };
}
