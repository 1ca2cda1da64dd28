import { randomInt } from 'node:crypto';
import { expect, it } from 'vitest';
import type { Stores } from './stores.ts';

/** How often people without write were answered. */
export function describeStrangersContract(stores: Stores): void {
  const saved = (repository: number, expected: number | null, at = 5) => {
    const state = { answered: [{ comment: 7, at }], ignored: expected ?? 0 };
    return { type: 'stranger.save', repository, person: 1, expected, at, state } as const;
  };

  it('saves what is known of a stranger only over what was decided on, by repository and person', async () => {
    const { store, other } = stores();
    const repository = randomInt(1e9);
    const both = await Promise.all(
      [store, other].map((one) => one.commit([saved(repository, null)])),
    );
    expect(both.map(({ type }) => type).sort()).toEqual(['committed', 'conflict']);
    expect(await other.commit([saved(repository, 1)])).toEqual({ type: 'committed' });
    expect((await store.commit([saved(repository, 1)])).type).toBe('conflict');
    expect(await store.strangers.find(repository, 1)).toEqual({
      version: 2,
      state: { answered: [{ comment: 7, at: 5 }], ignored: 1 },
    });
    expect(await store.strangers.find(repository + 1, 1)).toBeNull();
    expect(await store.strangers.find(repository, 2)).toBeNull();
  });

  it('forgets strangers that were heard long ago', async () => {
    const { store } = stores();
    const [old, fresh] = [randomInt(1e9), randomInt(1e9)];
    await store.commit([saved(old, null, 9), saved(fresh, null, 10)]);
    await store.garbage.forgetNews(10);
    expect(await store.strangers.find(old, 1)).toBeNull();
    expect(await store.strangers.find(fresh, 1)).not.toBeNull();
  });
}
