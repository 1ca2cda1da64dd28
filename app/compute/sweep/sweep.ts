import { hear } from '../../../runner-provisioner/machine/hear.ts';
import type { Act } from '../../../runner-provisioner/machine/decision.ts';
import type { Instant, Machine } from '../../../runner-provisioner/machine/machine.ts';
import type { Wanted } from '../../../runner-provisioner/machine/seen.ts';
import type { PoolSeen } from '../../../runner-provisioner/spot/pool-seen.ts';
import type { Sky } from '../../../runner-provisioner/sky.ts';
import { reconcile } from '../../../runner-provisioner/reconcile.ts';
import type { Choice } from '../../../runner-provisioner/types/choose-types.ts';
import { whyNone } from '../../../runner-provisioner/types/why-none.ts';
import type { MachineOrder } from '../../runtime/ports/hosted/dispatches.ts';
import type { KeptMachine } from '../../runtime/ports/hosted/machines.ts';
import { eachAlone } from '../../runtime/each-alone.ts';
import { attemptName } from '../attempt-name.ts';
import type { Provisioning } from '../machines-deps.ts';
import type { LeftRunners } from './left-runners.ts';
import { performActs } from './perform-acts.ts';
import type { SkyView } from './sky-view.ts';

/** While anything is wanted or there. */
const BUSY_MS = 2000;
/** Leftovers are looked for even where nothing is wanted. */
const IDLE_MS = 60_000;
/** Longer than a sweep takes; another process waits for so long after this one died. */
const WATCH_MS = 45_000;

/** What is kept from one sweep to the next. */
type Remembered = { readonly view: SkyView; readonly left: LeftRunners };

/** One sweep by one process of all; gives when to sweep again. */
export async function sweep(deps: Provisioning, { view, left }: Remembered): Promise<Instant> {
  const { clock, owner, store } = deps;
  const now = clock.now();
  if (!(await store.machines.takeWatch(owner.id, now, now + WATCH_MS))) return now + BUSY_MS;
  const sky = await deps.sky();
  await sky.refresh(now);
  // What is kept before what is wanted: while this process slept another may have started a machine for an attempt that came
  // meanwhile, and it must not be taken for one that nobody wants. (One that is wanted and not kept is refused by its row.)
  const kept = await store.machines.kept();
  const orders = await store.dispatches.onMachines();
  const isIdle = orders.length === 0 && kept.length === 0;
  const seen = await view.look(sky, isIdle ? IDLE_MS : undefined);
  const decided = decideAll(deps, { kept, orders, seen, sky, pools: await poolsFor(deps, orders) });
  const isWritten = await store.machines.save(decided.changed);
  if (!isWritten) return clock.now();
  await eachAlone(
    orders.filter(({ status }) => status === 'over'),
    ({ of }) => store.dispatches.settle(of),
    (error) => deps.warn(`an order of a machine could not be settled: ${String(error)}`, {}),
  );
  await performActs(deps, decided.acts, orders);
  // Machines do not wait for GitHub.
  void left.look();
  return clock.now() + (isIdle ? IDLE_MS : BUSY_MS);
}

type Known = {
  readonly kept: readonly KeptMachine[];
  readonly orders: readonly MachineOrder[];
  readonly seen: Awaited<ReturnType<SkyView['look']>>;
  readonly sky: Sky;
  readonly pools: readonly PoolSeen[];
};

/** None where nothing is chosen by them. */
async function poolsFor(
  { store, clock }: Provisioning,
  orders: readonly MachineOrder[],
): Promise<readonly PoolSeen[]> {
  const isAsked = orders.some(({ wish }) => wish.spot !== undefined);
  return isAsked ? store.machines.pools(clock.now()) : [];
}

function decideAll(
  { clock, closed, freshId, warn }: Provisioning,
  { kept, orders, seen, sky, pools }: Known,
): { readonly changed: readonly KeptMachine[]; readonly acts: readonly Act[] } {
  const now = clock.now();
  const wanted = orders.filter(({ status }) => status !== 'over');
  const byAttempt = new Map(wanted.map((order) => [attemptName(order.of), order]));
  const told = kept.map(({ machine }) =>
    withNews(machine, byAttempt.get(attemptName(machine.attempt)), now),
  );
  const choose = ({ attempt, asked }: Machine): Choice => {
    const order = byAttempt.get(attemptName(attempt));
    if (order === undefined) return { candidates: [], fellOut: [] };
    const { policy } = order.wish;
    return sky.choose(asked, { ...policy, imagesSince: now - policy.amiMaxAgeMs });
  };
  const { machines, acts, faults } = reconcile(
    wanted.map((order) => wantedOf(order, freshId)),
    told,
    {
      seen: {
        ...seen,
        candidates: (machine) => choose(machine).candidates,
        whyNone: (machine) => whyNone(choose(machine)),
        closed,
        pools,
      },
      now,
    },
  );
  for (const { machine, error } of faults) {
    warn(`the machine ${machine} could not be decided on: ${String(error)}`, { machine });
  }
  return { changed: changedOf(kept, [...told, ...machines]), acts };
}

/** The last one of each counts. */
function changedOf(
  kept: readonly KeptMachine[],
  decided: readonly Machine[],
): readonly KeptMachine[] {
  const before = new Map(kept.map((each) => [each.machine.id, each]));
  const after = new Map(decided.map((machine) => [machine.id, machine]));
  return [...after.values()].flatMap((machine) => {
    const known = before.get(machine.id);
    return machine === known?.machine ? [] : [{ machine, version: known?.version ?? 0 }];
  });
}

function wantedOf({ of, wish }: MachineOrder, freshId: () => string): Wanted {
  const { asked, mayBeSpot, spot = null } = wish;
  return { attempt: of, asked, mayBeSpot, spot, fresh: freshId() };
}

/** What the store knows of its attempt, and the machine has not been told. */
function withNews(machine: Machine, order: MachineOrder | undefined, now: Instant): Machine {
  if (order === undefined) return machine;
  const sent = order.isSent ? hear(machine, { type: 'dispatched' }, now).machine : machine;
  return order.status === 'running' ? hear(sent, { type: 'began' }, now).machine : sent;
}
