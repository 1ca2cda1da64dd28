import { frozenText, isFrozen, passesFreeze } from '../../domain/model.ts';
import type { RunHeader } from '../../domain/run/run.ts';
import { registryOf } from '../../domain/scope.ts';
import type { RuntimeDeps } from '../runtime.ts';
import type { Moved } from './moved-aliases.ts';

type FrozenDeps = Pick<RuntimeDeps, 'clock'> & {
  readonly store: { readonly registry: Pick<RuntimeDeps['store']['registry'], 'freeze' | 'alias'> };
};

/** Why a run may not move these aliases: the model of one is frozen, and what the run does is nothing that may be done all the same. Null: it may. */
export async function whyFrozen(
  { store: { registry }, clock }: FrozenDeps,
  run: RunHeader,
  moved: readonly Moved[],
): Promise<string | null> {
  const scope = registryOf(run);
  for (const { model, alias } of moved) {
    const freeze = await registry.freeze(model, scope);
    if (!isFrozen(freeze, clock.now())) continue;
    const current = await registry.alias(model, alias, scope);
    if (!passesFreeze(run.byHand, current?.version ?? null)) return frozenText(freeze);
  }
  return null;
}
