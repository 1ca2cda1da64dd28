import { describe, expect, it } from 'vitest';
import type { Claim, ClaimOrder } from '../../app/runtime/ports/hosted/claims.ts';
import { anId } from '../support/rows.ts';
import type { Stores } from './stores.ts';

function anOrder(given: Partial<ClaimOrder> = {}): ClaimOrder {
  return {
    id: anId(),
    of: { run: anId(), key: 'train', attempt: 1 },
    holder: 'job 1',
    proof: { id: anId(), until: 100 },
    now: 10,
    ...given,
  };
}

/** Who carries out an attempt that lives elsewhere. */
export function describeClaimsContract(stores: Stores): void {
  const take = (order: ClaimOrder) => stores().store.claims.take(order);
  const taken = async (order: ClaimOrder): Promise<Claim> => {
    const answer = await take(order);
    if (answer.type !== 'claimed') throw new Error(answer.type);
    return answer.claim;
  };
  // A fresh identity and a fresh proof at each try, as jobs ask.
  const again = (order: ClaimOrder, given: Partial<ClaimOrder> = {}) =>
    take(anOrder({ of: order.of, ...given }));

  describe('claims', () => {
    it('are told again to the same holder until its work begins, and then to nobody', async () => {
      const { other } = stores();
      const order = anOrder();
      const claim = await taken(order);
      expect(claim).toMatchObject({ ...order.of, id: order.id, reported: 0, begun: false });
      expect(await again(order)).toEqual({ type: 'claimed', claim });
      await other.claims.begin(claim.id);
      expect(await again(order)).toEqual({ type: 'begun' });
      expect(await other.claims.find(claim.id)).toEqual({ ...claim, begun: true });
    });

    it('belong to one holder each, and each attempt has its own', async () => {
      const order = anOrder();
      await taken(order);
      expect(await again(order, { holder: 'job 2' })).toEqual({ type: 'taken', by: 'job 1' });
      const retry = { of: { ...order.of, attempt: 2 }, holder: 'job 2' };
      expect(await again(order, retry)).toMatchObject({ type: 'claimed' });
    });

    it('take a proof once, for whatever attempt; it is forgotten when its time alone refuses it', async () => {
      const proof = { id: anId(), until: 100 };
      await taken(anOrder({ proof }));
      expect(await take(anOrder({ proof }))).toEqual({ type: 'replayed' });
      expect(await take(anOrder({ proof, now: 101 }))).toMatchObject({ type: 'claimed' });
    });

    it('are given to one of many who ask at once', async () => {
      const { store, other } = stores();
      const { of } = anOrder();
      const asked = Array.from({ length: 8 }, (_, at) =>
        (at % 2 === 0 ? store : other).claims.take(anOrder({ of, holder: `job ${at}` })),
      );
      const types = (await Promise.all(asked)).map(({ type }) => type);
      expect(types.toSorted()).toEqual(['claimed', ...Array<string>(7).fill('taken')]);
    });

    it('know what their executor stored and how far its reports are kept', async () => {
      const { store, other } = stores();
      const claim = await taken(anOrder());
      await store.claims.addBlobs(claim, ['a', 'b']);
      await other.claims.addBlobs(claim, ['b']);
      const stored = (id: string) => other.claims.storedBlobs(id, ['a', 'b', 'c']);
      expect(await stored(claim.id)).toEqual(new Set(['a', 'b']));
      expect(await stored('another')).toEqual(new Set());
      await store.claims.advance(claim.id, { reported: 7, liveWeight: 90 });
      await other.claims.advance(claim.id, { reported: 3, liveWeight: 20 });
      expect((await store.claims.find(claim.id))?.reported).toBe(7);
      await store.claims.end(claim.id);
      expect(await stored(claim.id)).toEqual(new Set());
    });
  });
}
