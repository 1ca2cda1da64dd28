import { expect, it } from 'vitest';
import { digestOf } from '../../app/domain/digest.ts';
import { anId } from '../support/rows.ts';
import type { Stores } from './stores.ts';

/** How often test data was evaluated on. */
export function describeLooksContract(stores: Stores): void {
  it('counts looks at test data by repository, of each pull request and of all', async () => {
    const { store, other } = stores();
    const [digest, repository] = [digestOf(anId()), 7];
    const look = (pull: number | null, of = { repository, digest }) =>
      ({ type: 'look.add', ...of, pull, at: 5 }) as const;
    await store.commit([look(1), look(null), look(1)]);
    await other.commit([look(2), look(1, { repository: 8, digest })]);
    const counted = (pull: number | null) => store.looks.count({ repository, digest, pull });
    expect(await counted(1)).toEqual({ pull: 2, ever: 4 });
    expect(await counted(2)).toEqual({ pull: 1, ever: 4 });
    expect(await counted(null)).toEqual({ pull: null, ever: 4 });
    expect(await counted(3)).toEqual({ pull: 0, ever: 4 });
  });

  it('counts them on while anybody looks, and forgets those of a pull request after a year', async () => {
    const { store } = stores();
    const [digest, year] = [digestOf(anId()), 366 * 24 * 3600 * 1000];
    const look = (pull: number, at: number) =>
      ({ type: 'look.add', repository: 7, digest, pull, at }) as const;
    await store.commit([look(1, -2 * year), look(2, 0)]);
    await store.garbage.forgetNews(0);
    const counted = (pull: number) => store.looks.count({ repository: 7, digest, pull });
    expect(await counted(1)).toEqual({ pull: 0, ever: 2 });
    expect(await counted(2)).toEqual({ pull: 1, ever: 2 });
  });
}
