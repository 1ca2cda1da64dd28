import type { InputSpec } from '../../domain/input.ts';
import type { Plan, PlanStep, RegisterSpec } from '../../domain/plan.ts';

/** The steps that make the models which a step is given; none: it is given no model that a step of its run makes. */
export function makersOf(plan: Plan, { inputs }: PlanStep): readonly PlanStep[] {
  return Object.values(inputs).flatMap((input) => modelMaker(plan, input) ?? []);
}

/**
 * Whether an input is of the model that a step judges, and no data that it is judged by: a model; or anything that comes
 * with one, from the step that makes it or one after that (a tokenizer, a threshold, predictions), but for what is typed
 * `dataset`, which says that it is data.
 */
export function isOfModel(plan: Plan, judged: PlanStep, input: InputSpec): boolean {
  // A version that an alias pointed to is judged beside the model, or is what it is held against.
  if ('model' in input || modelMaker(plan, input) !== null) return true;
  if (!('step' in input)) return false;
  const output = stepOf(plan, input.step)?.outputs[input.output];
  if (output?.type === 'dataset') return false;
  const makers = new Set(makersOf(plan, judged).map(({ id }) => id));
  return chainOf(plan, input.step).some((id) => makers.has(id));
}

/** Names of the inputs that are of the model that a step judges. */
export function modelInputsOf(plan: Plan, judged: PlanStep): readonly string[] {
  return Object.entries(judged.inputs).flatMap(([name, input]) =>
    isOfModel(plan, judged, input) ? [name] : [],
  );
}

/**
 * Where what a step is given of the model comes from, by input: the step that made it, past whatever registered it, and its
 * output there.
 */
export function modelSources(
  plan: Plan,
  judged: PlanStep,
): Readonly<Record<string, { readonly step: string; readonly output: string }>> {
  return Object.fromEntries(
    modelInputsOf(plan, judged).flatMap((name) => {
      const input = judged.inputs[name];
      if (input === undefined || !('step' in input)) return [];
      const step = modelMaker(plan, input)?.id ?? input.step;
      return [[name, { step, output: input.output }] as const];
    }),
  );
}

/** Null: the input is no model that a step of this run makes. */
export function modelMaker(plan: Plan, input: InputSpec): PlanStep | null {
  if (!('step' in input)) return null;
  const maker = stepOf(plan, input.step);
  if (maker?.action.type === 'register') return registeredBy(plan, maker.action.register);
  return maker?.outputs[input.output]?.type === 'model' ? maker : null;
}

/** The step that made what is registered, which may be named by a step that was given it. */
function registeredBy(plan: Plan, { from }: RegisterSpec): PlanStep | null {
  const source = stepOf(plan, from.step);
  if (from.type === 'output') return source;
  const given = source?.inputs[from.name];
  return given === undefined ? null : modelMaker(plan, given);
}

/** The step, and those whose outputs it was given, directly or not. */
export function chainOf(plan: Plan, id: string): readonly string[] {
  const found = new Set<string>([id]);
  for (const name of found) {
    const { action, inputs = {} } = stepOf(plan, name) ?? {};
    if (action?.type === 'register') found.add(action.register.from.step);
    for (const input of Object.values(inputs)) if ('step' in input) found.add(input.step);
  }
  return [...found];
}

function stepOf(plan: Plan, name: string): PlanStep | null {
  return plan.steps.find(({ id }) => id === name) ?? null;
}
