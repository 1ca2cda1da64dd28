import type { Act } from './decision.ts';
import type { Instant, Machine } from './machine.ts';
import type { SeenInstance } from './instances.ts';
import type { Observed } from './seen.ts';

/** Tags come late, and so may the row of another replica. */
const YOUNG_MS = 10 * 60_000;

/**
 * Instances of this controller that no row answers for, and those past their time, whatever a row says. One that was
 * launched just now, or that somebody looks at (`/mlp hold`), stays.
 */
export function reapOrphans(
  machines: readonly Machine[],
  { seen, now }: { readonly seen: Observed; readonly now: Instant },
): readonly Act[] {
  const instances = new Set(machines.flatMap(({ instance }) => instance?.id ?? []));
  const waiting = new Set(machines.flatMap(({ id, state }) => (state.type === 'gone' ? [] : [id])));
  return (seen.instances?.all ?? [])
    .filter((each) => isLeft(each) && !isHeld(each, now))
    .filter(
      (each) =>
        isExpired(each, now) || (!instances.has(each.id) && !isAwaited(each, { waiting, now })),
    )
    .map((instance): Act => ({ type: 'terminate', instance }));
}

function isLeft({ state }: SeenInstance): boolean {
  return state !== 'shutting-down' && state !== 'terminated';
}

function isHeld({ heldUntil }: SeenInstance, now: Instant): boolean {
  return heldUntil !== null && now < heldUntil;
}

function isExpired({ expiresAt }: SeenInstance, now: Instant): boolean {
  return expiresAt !== null && now >= expiresAt;
}

/** Its row may know it with the next answer. */
function isAwaited(
  { machine, launchedAt }: SeenInstance,
  { waiting, now }: { readonly waiting: ReadonlySet<string>; readonly now: Instant },
): boolean {
  return now - launchedAt < YOUNG_MS && (machine === null || waiting.has(machine));
}
