import type { Plan, PlanStep } from '../../domain/plan.ts';
import type { RunHeader } from '../../domain/run/run.ts';
import { registryOf } from '../../domain/scope.ts';

/** An alias that a step moves. */
export type Moved = { readonly model: string; readonly alias: string };

/** The aliases that a step promotes. */
export function movedAliases({ steps }: Plan, { promote }: PlanStep): readonly Moved[] {
  return promote.flatMap(({ from, alias }) => {
    const action = steps.find(({ id }) => id === from)?.action;
    return action?.type === 'register' ? [{ model: action.register.model, alias }] : [];
  });
}

/** The concurrency group of an alias. No group that a pipeline names is called so: those of repositories begin with a number. */
export function lockOf(run: RunHeader, { model, alias }: Moved): string {
  return `promote ${registryOf(run)} ${model}@${alias}`;
}
