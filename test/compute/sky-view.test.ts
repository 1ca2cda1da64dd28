import { expect, test } from 'vitest';
import { SkyView } from '../../app/compute/sweep/sky-view.ts';

const SECOND = 1000;

test('EC2 is asked what there is every ten seconds, also while it does not say', async () => {
  let now = 100 * SECOND;
  let asked = 0;
  const warned: string[] = [];
  const view = new SkyView({
    clock: { now: () => now, sleep: () => Promise.resolve() },
    warn: (text) => warned.push(text),
  });
  const sky = {
    list: () => {
      asked += 1;
      return Promise.reject(new Error('RequestLimitExceeded'));
    },
  };
  for (let at = 0; at <= 20; at += 2) {
    const { instances } = await view.look(sky);
    expect(instances).toBeNull();
    now += 2 * SECOND;
  }
  expect(asked).toBe(3);
  expect(warned).toHaveLength(3);
});
