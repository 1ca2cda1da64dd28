import type { FrozenModel, ModelInput } from '../../domain/input.ts';
import type { Plan, PlanStep } from '../../domain/plan.ts';
import type { RunRequest } from '../../domain/run/run.ts';
import { registryOf } from '../../domain/scope.ts';
import type { Registry } from '../ports/registry.ts';

/**
 * The plan with the version that each alias points to now in the run's registry: what a step is given does not change
 * while its run goes on, whoever promotes meanwhile. What is frozen stays so.
 */
export async function freezeModels(
  registry: Pick<Registry, 'alias' | 'version'>,
  run: Pick<RunRequest, 'id' | 'sha' | 'hosted'>,
  plan: Plan,
): Promise<Plan> {
  const open = plan.steps.flatMap(({ inputs }) => Object.values(inputs).filter(isOpen));
  if (open.length === 0) return plan;
  const scope = registryOf(run);
  const found = new Map<string, FrozenModel | null>();
  for (const input of open) {
    const name = nameOf(input);
    if (found.has(name)) continue;
    const alias = await registry.alias(input.model, input.alias, scope);
    const version =
      alias === null ? null : await registry.version(input.model, alias.version, scope);
    found.set(
      name,
      version === null ? null : { version: version.version, artifact: version.artifact },
    );
  }
  return { ...plan, steps: plan.steps.map((step) => withFrozen(step, found)) };
}

function isOpen(input: PlanStep['inputs'][string]): input is ModelInput {
  return 'model' in input && input.frozen === null;
}

function nameOf({ model, alias }: ModelInput): string {
  return `${model}@${alias}`;
}

function withFrozen(step: PlanStep, found: ReadonlyMap<string, FrozenModel | null>): PlanStep {
  const inputs = Object.entries(step.inputs).map(([name, input]) =>
    isOpen(input) ? [name, { ...input, frozen: found.get(nameOf(input)) ?? null }] : [name, input],
  );
  return { ...step, inputs: Object.fromEntries(inputs) };
}
