import { frozenText, isFrozen, passesFreeze } from '../../domain/model.ts';
import type { Plan } from '../../domain/plan.ts';
import type { Instant, RunHeader, StepRow } from '../../domain/run/run.ts';
import { registryOf } from '../../domain/scope.ts';
import type { Watched } from '../ports/hosted/watched.ts';
import type { StoreReads } from '../ports/store.ts';
import { movedAliases } from './moved-aliases.ts';

export type FrozenWaits = {
  /** By the key of a step that waits for a person: why it would not start even then. A sentence without its end. */
  readonly frozen: ReadonlyMap<string, string>;
  /** Whether these models are frozen is shown. */
  readonly watched: readonly Watched[];
  /** When the first of these freezes ends; null: there is none. */
  readonly until: Instant | null;
};

type Waiting = {
  readonly header: RunHeader;
  readonly plan: Plan;
  readonly steps: readonly Pick<StepRow, 'key' | 'stepId' | 'state'>[];
};

/** Which steps that wait for an approval would move aliases of frozen models. Nobody has looked at them before the first is given. */
export async function frozenWaits(
  { registry }: Pick<StoreReads, 'registry'>,
  { header, plan, steps }: Waiting,
  now: Instant,
): Promise<FrozenWaits> {
  const scope = registryOf(header);
  const asked = steps
    .filter(({ state }) => state === 'approval')
    .flatMap(({ key, stepId }) => {
      const step = plan.steps.find(({ id }) => id === stepId);
      return (step === undefined ? [] : movedAliases(plan, step)).map(({ model, alias }) => {
        return { key, model, alias };
      });
    });
  const frozen = new Map<string, string>();
  const ends: Instant[] = [];
  for (const { key, model, alias } of asked) {
    const freeze = await registry.freeze(model, scope);
    if (frozen.has(key) || !isFrozen(freeze, now)) continue;
    const current = await registry.alias(model, alias, scope);
    if (passesFreeze(header.byHand, current?.version ?? null)) continue;
    frozen.set(key, frozenText(freeze));
    ends.push(freeze.until);
  }
  const models = [...new Set(asked.map(({ model }) => model))];
  return {
    frozen,
    watched: models.map((model) => ({ type: 'freeze', scope, model })),
    until: ends.length === 0 ? null : Math.min(...ends),
  };
}
