import { expect, test } from 'vitest';
import { ManualClock } from '../../support/manual-clock.ts';
import { openTestIngress } from '../open-ingress.ts';

const FILE = '.mlpipelines/sweep.yml';
const SWEEP = `name: sweep
on: { push: {} }
steps: { train: { run: python train.py, strategy: { matrix: { seed: [1, 2] } } } }
`;

test('a file that is not read in time is tried again, and after four tries told with what to do', async () => {
  const clock = new ManualClock(Date.now());
  const limits = { limitMs: 1, memoryMb: 64 };
  const { repo, settle, messages, runs, troubles } = await openTestIngress({ clock, limits });
  await repo.commit({ files: { [FILE]: SWEEP }, by: 'ada' });
  const told: unknown[] = [];
  for (let tries = 0; tries < 5; tries += 1) {
    await settle();
    told.push(...(await messages()).flatMap((one) => (one.type === 'verdict' ? one.started : [])));
    clock.advance(60_000);
  }
  const reason = `mlpipelines could not read ${FILE} in time`;
  const unread = { type: 'unread', file: FILE, pipeline: null, reason };
  expect(told).toEqual([
    unread,
    unread,
    unread,
    {
      ...unread,
      type: 'barred',
      reason: `${reason}, 4 times over. Push again to have it tried once more; make several files of it if that does not help.`,
    },
  ]);
  expect(troubles).toEqual(
    Array.from({ length: 3 }, () => `delivery: one is to be tried again: ${reason}`),
  );
  expect(await runs()).toEqual([]);
});
