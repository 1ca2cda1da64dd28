import type { Act } from '../../../runner-provisioner/machine/decision.ts';
import type { MachineOrder } from '../../runtime/ports/hosted/dispatches.ts';
import { attemptName } from '../attempt-name.ts';
import { endWithoutMachine } from '../end-without-machine.ts';
import type { Provisioning } from '../machines-deps.ts';
import { tellWait } from '../tell-place.ts';
import { keepConsole } from './keep-console.ts';
import { launchMachine } from './launch-machine.ts';
import type { Orders } from './orders.ts';

type Performing = {
  readonly [T in Act['type']]: (
    deps: Provisioning,
    act: Extract<Act, { type: T }>,
    orders: Orders,
  ) => Promise<readonly Act[] | void>;
};
const PERFORM: Performing = {
  launch: launchMachine,
  terminate: async ({ sky }, { instance }) => (await sky()).end([instance]),
  'read-console': keepConsole,
  dispatch: ({ store }, { attempt }) => store.dispatches.release(attempt),
  'remove-runner': removeRunner,
  close: async ({ closed, clock }, { closing }) => closed.close(closing, clock.now()),
  tell: (deps, { attempt, text }) => tellWait(deps, attempt, text),
  'end-attempt': (deps, { attempt, why }) => endWithoutMachine(deps, attempt, why),
};

/**
 * Does what was decided, once it is written. What fails is warned of: the next sweep asks for it again, or for what it was
 * meant to reach. Those of one machine in their order, machines side by side.
 */
export async function performActs(
  deps: Provisioning,
  acts: readonly Act[],
  orders: readonly MachineOrder[],
): Promise<void> {
  const byName: Orders = new Map(orders.map((order) => [attemptName(order.of), order]));
  const lanes = Map.groupBy(acts, laneOf);
  await Promise.all(
    Array.from(lanes.values(), async (lane) => {
      for (const act of lane) await performOne(deps, act, byName);
    }),
  );
}

/** Consoles are read before their machines end, and before their attempts do: who is over keeps no more lines. */
function laneOf(act: Act): string {
  if ('machine' in act && act.type === 'launch') return act.machine;
  return ENDS.has(act.type) ? 'ends' : act.type;
}

const ENDS: ReadonlySet<Act['type']> = new Set(['read-console', 'terminate', 'end-attempt']);

async function performOne<T extends Act['type']>(
  deps: Provisioning,
  act: Extract<Act, { type: T }> & { readonly type: T },
  orders: Orders,
): Promise<void> {
  try {
    const perform: Performing[T] = PERFORM[act.type];
    for (const next of (await perform(deps, act, orders)) ?? [])
      await performOne(deps, next, orders);
  } catch (error) {
    deps.warn(`a machine could not be looked after (${act.type}): ${String(error)}`, {});
  }
}

async function removeRunner(
  { store, runners }: Provisioning,
  { machine: id, runner }: Extract<Act, { type: 'remove-runner' }>,
): Promise<void> {
  const kept = await store.machines.find(id);
  const header = kept === null ? null : await store.runs.header(kept.machine.attempt.run);
  if (header?.hosted === undefined) return;
  const { repository } = header.hosted;
  await (runner === null ? runners.clear(repository, id) : runners.remove(repository, runner));
}
