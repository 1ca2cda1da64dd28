import { expect, test } from 'vitest';
import { attemptName } from '../../app/compute/attempt-name.ts';
import { performActs } from '../../app/compute/sweep/perform-acts.ts';
import type { Provisioning } from '../../app/compute/machines-deps.ts';
import { Waker } from '../../app/runtime/waker.ts';
import { ClosedPools } from '../../runner-provisioner/machine/closed-pools.ts';
import type { Rung } from '../../runner-provisioner/machine/machine.ts';
import { NOON, openMachineTalk } from '../api/machines/open-machine-talk.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { Cloud } from './cloud.ts';

const POOL = {
  region: 'us-east-1',
  zone: 'us-east-1a',
  type: 'm7i.xlarge',
  market: 'spot',
  family: 'standard',
} as const;
const RUNG: Rung = { region: 'us-east-1', market: 'spot', pools: [POOL] };

async function open() {
  const clock = new ManualClock(NOON);
  const cloud = new Cloud(clock);
  const talk = await openMachineTalk({ clock, sky: async () => cloud });
  const deps: Provisioning = {
    ...talk.deps,
    closed: new ClosedPools(),
    waker: new Waker(clock),
  };
  return { ...talk, cloud, deps };
}

const launchOf = (machine: string, ask = 1) =>
  ({ type: 'launch', machine, token: `${machine}-${ask}`, rung: RUNG }) as const;

test('a machine that EC2 takes long to give keeps no other one from being asked for', async () => {
  const { machine, deps, cloud, store } = await open();
  const launching = { type: 'launching', ask: 1, rung: RUNG } as const;
  const both = [
    await machine(launching, { instance: null }),
    await machine(launching, { instance: null }),
  ];
  const asked = Promise.withResolvers<void>();
  cloud.onLaunch = () => {
    if (cloud.asked.length === 2) asked.resolve();
    return asked.promise;
  };
  const orders = await store.dispatches.onMachines();
  const acts = both.map(({ id }) => launchOf(id));
  await performActs(deps, acts, orders);
  expect(cloud.instances).toHaveLength(2);
});

test('a machine is asked for once more only after the first answer', async () => {
  const { machine, deps, cloud, store, logs } = await open();
  const { id } = await machine({ type: 'launching', ask: 1, rung: RUNG }, { instance: null });
  let waiting = 0;
  cloud.onLaunch = async () => {
    waiting += 1;
    await new Promise((go) => setImmediate(go));
    expect(waiting).toBe(1);
    waiting -= 1;
  };
  const orders = await store.dispatches.onMachines();
  await performActs(deps, [launchOf(id), launchOf(id, 2)], orders);
  expect(cloud.asked.map(({ token }) => token)).toEqual([`${id}-1`, `${id}-2`]);
  // The second answer came after the machine was there: it is nobody's.
  expect(cloud.ended).toEqual(['i-2']);
  expect(logs).toEqual([]);
});

test('nothing is asked for whom nobody wants any more, or whose run is forgotten', async () => {
  const { machine, deps, cloud, store, logs } = await open();
  const launching = { type: 'launching', ask: 1, rung: RUNG } as const;
  const { id } = await machine(launching, { instance: null });
  await performActs(deps, [launchOf(id)], []);
  await performActs(deps, [launchOf('mlp-nobody')], await store.dispatches.onMachines());
  const attempt = { run: 'forgotten', key: 'train', attempt: 1 };
  const forgotten = await machine(launching, { instance: null, attempt });
  const [order] = await store.dispatches.onMachines();
  if (order === undefined) throw new Error('There is no order.');
  await performActs(deps, [launchOf(forgotten.id)], [{ ...order, of: attempt }]);
  expect([cloud.asked, logs]).toEqual([[], []]);
});

test('nothing is read of a machine that nobody knows', async () => {
  const { deps, cloud, logs } = await open();
  await performActs(deps, [{ type: 'read-console', machine: 'mlp-nobody' }], []);
  expect([cloud.consoles, logs]).toEqual([0, []]);
});

test('no two attempts have one name, whatever their steps are called', () => {
  const attempts = ['r1', 'r2'].flatMap((run) =>
    ['a', 'a/1', 'a"]', 'b[x=1]'].flatMap((key) =>
      [1, 2].map((attempt) => attemptName({ run, key, attempt })),
    ),
  );
  expect(new Set(attempts).size).toBe(attempts.length);
});

test('an answer that is lost tells nobody of a machine', async () => {
  const { machine, deps, cloud, store, told, logs } = await open();
  const { id } = await machine({ type: 'launching', ask: 1, rung: RUNG }, { instance: null });
  cloud.answers.push({ type: 'lost' });
  await performActs(deps, [launchOf(id)], await store.dispatches.onMachines());
  expect([told, logs]).toEqual([[], []]);
});

test('runners of what is forgotten are left to GitHub, which removes them', async () => {
  const { machine, deps, runners, logs } = await open();
  const attempt = { run: 'forgotten', key: 'train', attempt: 1 };
  const { id } = await machine({ type: 'registered', runner: 7, lost: 0 }, { attempt });
  const remove = { type: 'remove-runner', runner: 7 } as const;
  await performActs(
    deps,
    [
      { ...remove, machine: id },
      { ...remove, machine: 'mlp-nobody' },
    ],
    [],
  );
  expect([runners.removed, logs]).toEqual([[], []]);
});
