import type { ModelVersion } from '../../domain/model.ts';
import type { Plan, PlanStep } from '../../domain/plan.ts';
import type { StepRow } from '../../domain/run/run.ts';
import type { ReusedRow } from '../../engine/reuse.ts';
import { blankRow } from '../../engine/state/blank-row.ts';

/** A version that an alias is to point to. */
export type Wanted = { readonly version: ModelVersion; readonly alias: string };

export type Bound =
  | {
      readonly type: 'bound';
      readonly plan: Plan;
      readonly reuse: Readonly<Record<string, ReusedRow>>;
      readonly step: PlanStep;
    }
  | { readonly type: 'refused'; readonly reason: string };

/**
 * Of a plan the step that promotes an alias of a model, alone, with a version that is there in the place of what the plan
 * would register; its gates and its approval stay. What it is given beside the model nobody makes here, so that it is
 * refused by name.
 */
export function bindVersion(plan: Plan, { version, alias }: Wanted): Bound {
  const { model } = version;
  const step = plan.steps.find((each) => moves(plan, each, { model, alias }));
  if (step === undefined) {
    return refused(`${plan.pipeline} has no step that promotes ${model}@${alias}`);
  }
  const sources = new Set(step.promote.map(({ from }) => from));
  const register = plan.steps.find(({ id }) => sources.has(id));
  if (register === undefined || sources.size > 1) {
    return refused(
      `${step.id} promotes several models together, so that one alone cannot be bound`,
    );
  }
  const aliases = step.promote.map((each) => each.alias);
  if (aliases.length > 1) {
    return refused(
      `${step.id} promotes ${aliases.join(' and ')} together, so that one alone cannot be moved`,
    );
  }
  const inputs = boundInputs(step, register);
  if (typeof inputs === 'string') return refused(inputs);
  const alone: PlanStep = { ...step, needs: [register.id], inputs };
  const row = registeredRow(register, version);
  return {
    type: 'bound',
    step: alone,
    plan: { ...plan, steps: [register, alone] },
    reuse: { [register.id]: { run: version.run, row } },
  };
}

function moves(
  { steps }: Plan,
  { promote }: PlanStep,
  wanted: { readonly model: string; readonly alias: string },
): boolean {
  return promote.some(({ from, alias }) => {
    const action = steps.find(({ id }) => id === from)?.action;
    return (
      alias === wanted.alias &&
      action?.type === 'register' &&
      action.register.model === wanted.model
    );
  });
}

/** Its inputs that are the model; a text names one that is something else. */
function boundInputs(step: PlanStep, register: PlanStep): PlanStep['inputs'] | string {
  const bound: [string, PlanStep['inputs'][string]][] = [];
  for (const [name, input] of Object.entries(step.inputs)) {
    if (!('step' in input) || !isModel(input, register)) {
      return `the input ${name} of ${step.id} is not the model, and only the model is at hand`;
    }
    const { cells: _cells, ...plain } = input;
    bound.push([name, { ...plain, step: register.id, output: 'model' }]);
  }
  return Object.fromEntries(bound);
}

/** What the register step hands on, or what it was given to register. */
function isModel(
  { step, output }: { readonly step: string; readonly output: string },
  { id, action }: PlanStep,
): boolean {
  if (step === id) return output === 'model';
  if (action.type !== 'register') return false;
  const { from } = action.register;
  return from.type === 'output' && from.step === step && from.name === output;
}

function registeredRow({ id }: PlanStep, { artifact, version, key, run }: ModelVersion): StepRow {
  return {
    ...blankRow({ key: id, stepId: id, role: 'single', cell: null, order: 0 }),
    state: 'over',
    result: 'success',
    cached: true,
    outputs: { version },
    artifacts: { model: artifact },
    takenFrom: { run, key },
  };
}

function refused(reason: string): Bound {
  return { type: 'refused', reason };
}
