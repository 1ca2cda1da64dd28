import { expect, test } from 'vitest';
import { changeMachine } from '../../app/compute/change-machine.ts';
import { stays } from '../../runner-provisioner/machine/decision.ts';
import type { Machine } from '../../runner-provisioner/machine/machine.ts';
import { openMachineTalk } from '../api/machines/open-machine-talk.ts';

/** A machine that somebody else writes to, so many times, each time after it was read. */
async function open(meddlings: number) {
  const { store, machine } = await openMachineTalk();
  const { id } = await machine();
  let left = meddlings;
  let reads = 0;
  const find = async (asked: string) => {
    const known = await store.machines.find(asked);
    reads += 1;
    if (left > 0 && known !== null) {
      left -= 1;
      const { machine: now, version } = known;
      await store.machines.save([{ machine: { ...now, deadBoots: now.deadBoots + 1 }, version }]);
    }
    return known;
  };
  return {
    id,
    deps: { store: { ...store, machines: { ...store.machines, find } } },
    reads: () => reads,
    now: async () => (await store.machines.find(id))?.machine,
  };
}

const noticed = (machine: Machine) => stays({ ...machine, noticeAt: machine.deadBoots });

test('what is decided goes by what another has written meanwhile', async () => {
  const { deps, id, now } = await open(3);
  const decision = await changeMachine(deps, id, noticed);
  expect(decision?.machine).toMatchObject({ deadBoots: 3, noticeAt: 3 });
  expect(await now()).toMatchObject({ deadBoots: 3, noticeAt: 3 });
});

test('one that changes all the time is given up after ten tries', async () => {
  const { deps, id, reads } = await open(99);
  await expect(changeMachine(deps, id, noticed)).rejects.toThrow(`The machine ${id} changes all`);
  expect(reads()).toBe(10);
});

test('what changes nothing is not written, whoever wrote meanwhile', async () => {
  const { deps, id, reads } = await open(1);
  const act = {
    type: 'dispatch',
    machine: id,
    attempt: { run: 'r', key: 'a', attempt: 1 },
  } as const;
  const decision = await changeMachine(deps, id, (machine) => ({ machine, acts: [act] }));
  expect([decision?.acts, reads()]).toEqual([[act], 1]);
});

test('nothing is decided of a machine that nobody knows', async () => {
  const { deps } = await open(0);
  expect(await changeMachine(deps, 'mlp-nobody', noticed)).toBeNull();
});
