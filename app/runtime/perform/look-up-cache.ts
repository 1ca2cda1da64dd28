import { asksOf } from '../../domain/asks.ts';
import { digestOf } from '../../domain/digest.ts';
import type { PlanStep } from '../../domain/plan.ts';
import { storedProducts } from '../../domain/run/products-of.ts';
import { readsCache } from '../../domain/run/reads-cache.ts';
import { readableScopes, scopeOf } from '../../domain/scope.ts';
import { askForGates } from '../facts/ask-for-gates.ts';
import { lookUpTested } from '../tested/look-up-tested.ts';
import type { NewEvent } from '../runtime.ts';
import type { Change } from '../ports/store.ts';
import type { Submission } from '../decide/submission.ts';
import { NOTHING, type Perform, type Performing } from './performing.ts';

/** Names the row's work by its cache key, says whether it has been done before, and keeps what the key was made of. */
export const lookUpCache: Perform<'cache.look-up'> = async (performing, run, effect) => {
  const { deps, inbox, keys } = performing;
  const { key } = effect;
  const asked = await inbox.read(run, (hot) => {
    const row = hot?.step(key);
    if (hot === null || row?.state !== 'looking-up') return null;
    return { header: hot.header, step: hot.plan.step(row.stepId) };
  });
  if (asked === null) return NOTHING;
  const { header, step } = asked;
  const known = await keys.of(run, key);
  // Its expressions fail, as the attempt will say, or nobody knows its files: nothing may be taken for its work.
  if (known === null) return answer(run, { key, cacheKey: digestOf(`${run}/${key}`), hit: null });
  const { cacheKey, ...made } = known;
  const now = deps.clock.now();
  const wanted = { cacheKey, asks: asksOf(step), notBefore: since(step, now) };
  const found =
    readsCache(header.options, step.id) && knowsItsPython(performing, step)
      ? ((await lookUpTested(deps.store, header, { key, wanted })) ??
        (await deps.store.cache.look(wanted, readableScopes(header))))
      : null;
  const isWhole = found === null || (await performing.stored.isWhole(run, storedProducts(found)));
  const hit = isWhole ? found : null;
  if (hit !== null) {
    await askForGates(performing, { run, key, takenFrom: { run: hit.run, key: hit.key } });
  }
  const kept = { run, key, at: now, cacheKey, ...made };
  const changes: Change[] = [{ type: 'cache.parts', parts: kept, scope: scopeOf(header) }];
  if (isWhole) return answer(run, { key, cacheKey, hit }, changes);
  const lost = { run: found.run, key: found.key };
  deps.warn(
    `${key} runs again: bytes that it left in an earlier run are missing or damaged.`,
    lost,
  );
  return answer(run, { key, cacheKey, hit, lost }, [...changes, { type: 'cache.drop', ...lost }]);
};

function answer(run: string, event: Omit<Answered, 'type'>, changes: Change[] = []): Submission {
  const answered: Answered = { type: 'cache.answered', ...event };
  return { prepare: () => ({ events: [{ run, event: answered }], changes }), pace: 'soon' };
}
type Answered = Extract<NewEvent, { type: 'cache.answered' }>;

/** Without a version it is what a machine has, and nobody knows the machine of a job beforehand; an image is known. */
function knowsItsPython({ deps }: Performing, { python, container }: PlanStep): boolean {
  return deps.python !== undefined || container !== null || python?.version !== null;
}

function since(step: PlanStep, now: number): number {
  const maxAgeMs = step.cache?.maxAgeMs ?? null;
  return maxAgeMs === null ? 0 : now - maxAgeMs;
}
