import { expect, test } from 'vitest';
import type { Machine, MachineState } from '../../runner-provisioner/machine/machine.ts';
import { NOON, openMachineTalk } from '../api/machines/open-machine-talk.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { Cloud } from './cloud.ts';

const HOUR = 3_600_000;
const UNTIL = NOON + HOUR / 2;
const DONE = { type: 'done', isFinal: false, code: null, message: '' } as const;
const RUNNING: MachineState = { type: 'running', runner: 7 };

async function open() {
  const clock = new ManualClock(NOON);
  const cloud = new Cloud(clock);
  const talk = await openMachineTalk({ clock, sky: async () => cloud });
  const { run } = await talk.order();
  return {
    ...talk,
    cloud,
    run,
    /** One of the same run, for a step of that name. */
    of: (key: string, state = RUNNING, part: Partial<Machine> = {}) =>
      talk.machine(state, { attempt: { run, key, attempt: 1 }, ...part }),
    heldUntil: async ({ id }: Machine) => (await talk.find(id)).machine.heldUntil,
  };
}

test('every machine of a run that is there is held, for EC2 and for the App', async () => {
  const { of, machines, cloud, run, heldUntil, machine } = await open();
  const [train, test] = [await of('train'), await of('test', { type: 'booting' })];
  const other = await machine(RUNNING);
  const held = await machines.hold({ run, key: null }, UNTIL);
  expect(held).toEqual(
    [train, test].map(({ attempt: { key }, instance }) => ({
      key,
      instance: instance?.id,
      region: 'us-east-1',
      until: UNTIL,
    })),
  );
  expect(cloud.held).toEqual(
    held.map(({ instance, region, until }) => ({ instance: { id: instance, region }, until })),
  );
  expect(await Promise.all([train, test, other].map(heldUntil))).toEqual([UNTIL, UNTIL, null]);
});

test('one that is held outlives its attempt, and goes when that time is over', async () => {
  const { of, machines, run, store, clock, cloud, find } = await open();
  const train = await of('train');
  await machines.hold({ run, key: null }, UNTIL);
  await store.dispatches.settle(train.attempt);
  await machines.turn();
  expect((await find(train.id)).machine.state).toEqual(RUNNING);
  expect(cloud.ended).toEqual([]);
  clock.advance(HOUR / 2);
  await machines.turn();
  expect((await find(train.id)).machine.state.type).toBe('ending');
});

test('one step’s machine is held alone where that step is named', async () => {
  const { of, machines, run, heldUntil } = await open();
  const [train, test] = [await of('train'), await of('test')];
  expect(await machines.hold({ run, key: 'test' }, UNTIL)).toMatchObject([{ key: 'test' }]);
  expect(await Promise.all([train, test].map(heldUntil))).toEqual([null, UNTIL]);
});

test('what is to go, is gone or never was cannot be held', async () => {
  const { of, machines, run, cloud } = await open();
  await of('a', { type: 'ending', why: DONE });
  await of('b', { type: 'gone', why: DONE });
  await of('c', { type: 'requested' }, { instance: null });
  expect(await machines.hold({ run, key: null }, UNTIL)).toEqual([]);
  expect(cloud.held).toEqual([]);
});

test('who asked is told where one could not be held, after the others were', async () => {
  const { of, machines, run, cloud, heldUntil } = await open();
  const [first, second] = [await of('a'), await of('b')];
  cloud.onCall = async (_call, id) => {
    if (id === first.instance?.id) throw new Error('EC2 is away');
  };
  await expect(machines.hold({ run, key: null }, UNTIL)).rejects.toThrow('EC2 is away');
  expect(await Promise.all([first, second].map(heldUntil))).toEqual([null, UNTIL]);
});
