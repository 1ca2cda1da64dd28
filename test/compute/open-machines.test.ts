import { expect, onTestFinished, test } from 'vitest';
import { RunnerRefused } from '../../app/runtime/ports/hosted/runners.ts';
import { documentOf, NOON, openMachineTalk, TOKEN } from '../api/machines/open-machine-talk.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { waitUntil } from '../support/wait-until.ts';
import { Cloud } from './cloud.ts';

const SECOND = 1000;

/** With a cloud that cannot be opened the first so many times. */
async function open(failures = 0) {
  const clock = new ManualClock(NOON);
  const cloud = new Cloud(clock);
  let opened = 0;
  const talk = await openMachineTalk({
    clock,
    sky: async () => {
      opened += 1;
      if (opened <= failures) throw new Error('no credentials');
      return cloud;
    },
  });
  return {
    ...talk,
    cloud,
    opened: () => opened,
    work: () => {
      const stop = new AbortController();
      const ended = talk.machines.work(stop.signal);
      onTestFinished(async () => {
        stop.abort();
        await ended;
      });
    },
  };
}

test('the cloud is opened once for all who ask, and closed with the machines', async () => {
  const { machines, opened, cloud, order } = await open();
  await order();
  await Promise.all([machines.turn(), machines.turn()]);
  await machines.turn();
  expect(opened()).toBe(1);
  await machines.close();
  expect(cloud.isClosed).toBe(true);
});

test('a cloud that could not be opened is opened anew, and nothing is to be closed before', async () => {
  const { machines, opened } = await open(1);
  await expect(machines.turn()).rejects.toThrow('no credentials');
  await machines.close();
  await machines.turn();
  expect(opened()).toBe(2);
});

test('machines that were never asked for are closed without a cloud', async () => {
  const { machines, opened } = await open();
  await machines.close();
  expect(opened()).toBe(0);
});

test('a sweep that failed is warned of, and comes again a quarter of a minute later', async () => {
  const { work, logs, clock, cloud, opened } = await open(1);
  work();
  await waitUntil(() => logs.length > 0);
  expect(logs).toEqual([
    'machines could not be looked after, which is tried again: Error: no credentials',
  ]);
  await sleeps();
  clock.advance(15 * SECOND - 1);
  await sleeps();
  expect(opened()).toBe(1);
  clock.advance(1);
  await waitUntil(() => cloud.refreshed > 0);
});

test('whoever orders or tells of a machine has it looked after at once', async () => {
  const { work, cloud, machine, machines, runners } = await open();
  const { id, instance } = await machine({ type: 'booting' });
  const identity = documentOf(instance?.id ?? '');
  work();
  await waitUntil(() => cloud.refreshed > 0);
  const refused = await machine({ type: 'dispatched', lost: 0 });
  runners.onRegister = () => Promise.reject(new RunnerRefused('no'));
  for (const tell of [
    async () => machines.wake(),
    () => machines.hello(id, { identity, token: TOKEN, gpus: 0, bootMs: null }),
    () => machines.event(id, { type: 'notice', text: '' }),
    () => machines.poll(refused.id, { state: 'waiting', usage: '' }),
  ]) {
    await sleeps();
    const before = cloud.refreshed;
    await tell();
    await waitUntil(() => cloud.refreshed > before);
  }
});

/** Long enough for whoever works to have gone to sleep. */
async function sleeps(): Promise<void> {
  for (let turn = 0; turn < 50; turn += 1) await new Promise((go) => setImmediate(go));
}
