import { describe, expect, it } from 'vitest';
import type { Claim } from '../../app/runtime/ports/hosted/claims.ts';
import type { UploadOrder } from '../../app/runtime/ports/hosted/uploads.ts';
import { aHeader, anId, creation } from '../support/rows.ts';
import type { Stores } from './stores.ts';

const ROOMY = { attempt: null, run: 1e12, installation: 1e12 };
let installations = 100;

/** What attempts announced that they store. */
export function describeUploadsContract(stores: Stores): void {
  const aClaim = async (run = anId()): Promise<Claim> => {
    const taken = await stores().store.claims.take({
      id: anId(),
      of: { run, key: anId(), attempt: 1 },
      holder: 'job 1',
      proof: { id: anId(), until: 100 },
      now: 10,
    });
    if (taken.type !== 'claimed') throw new Error(taken.type);
    return taken.claim;
  };
  const anInstallation = () => (installations += 1);
  const announce = (order: UploadOrder, at = 0) =>
    (at % 2 === 0 ? stores().store : stores().other).uploads.announce(order);
  const blob = (digest: string, size: number) => ({ digest, size });

  describe('uploads', () => {
    it('count each blob of an attempt once, and a larger size by what it adds', async () => {
      const claim = await aClaim();
      const order = { claim, installation: anInstallation(), limits: { ...ROOMY, attempt: 100 } };
      const said = { type: 'announced' };
      expect(await announce({ ...order, blobs: [blob('a', 60), blob('a', 60)] })).toEqual(said);
      expect(await announce({ ...order, blobs: [blob('a', 60)] }, 1)).toEqual(said);
      expect(await announce({ ...order, blobs: [blob('a', 70)] })).toEqual(said);
      expect(await announce({ ...order, blobs: [blob('b', 31)] })).toEqual({
        type: 'full',
        quota: 'attempt',
        used: 70,
        asked: 31,
        limit: 100,
      });
      // What was refused counts for nothing.
      expect(await announce({ ...order, blobs: [blob('c', 30)] })).toEqual(said);
    });

    it('are refused as a whole, of a size that no number holds as well', async () => {
      const order = { claim: await aClaim(), installation: anInstallation(), limits: ROOMY };
      const most = Number.MAX_SAFE_INTEGER;
      const blobs = [blob('a', 1), blob('b', most), blob('c', most)];
      expect(await announce({ ...order, blobs })).toMatchObject({ type: 'full', quota: 'run' });
      const limits = { ...ROOMY, run: 10 };
      expect(await announce({ ...order, blobs: [blob('d', 10)], limits })).toEqual({
        type: 'announced',
      });
    });

    it.each(['attempt', 'run', 'installation'] as const)(
      'of many who ask at once never exceed the quota of an %s together',
      async (quota) => {
        const run = anId();
        const installation = anInstallation();
        const one = await aClaim(run);
        const claimOf = { attempt: async () => one, run: () => aClaim(run), installation: aClaim };
        const claims: Claim[] = [];
        for (let at = 0; at < 8; at += 1) claims.push(await claimOf[quota]());
        const limits = { ...ROOMY, [quota]: 50 };
        const answers = await Promise.all(
          claims.map((claim, at) =>
            announce({ claim, installation, limits, blobs: [blob(`b${at}`, 10)] }, at),
          ),
        );
        const types = answers.map(({ type }) => type).toSorted();
        expect(types).toEqual([...Array(5).fill('announced'), ...Array(3).fill('full')]);
        const full = answers.find((answer) => answer.type === 'full');
        expect(full).toEqual({ type: 'full', quota, used: 50, asked: 10, limit: 50 });
      },
    );

    it('no longer count once their run is forgotten', async () => {
      const { store } = stores();
      const past = { pipeline: anId(), createdAt: -9, endedAt: -9 };
      const number = Math.floor(Math.random() * 1e9);
      const old = aHeader({ ...past, number });
      const newest = aHeader({ ...past, number: number + 1 });
      for (const header of [old, newest]) await store.commit([creation(header)]);
      const limits = { ...ROOMY, installation: 50 };
      const order = { installation: anInstallation(), limits, blobs: [blob('a', 30)] };
      expect(await announce({ ...order, claim: await aClaim(old.id) })).toEqual({
        type: 'announced',
      });
      const kept = await aClaim(newest.id);
      expect(await announce({ ...order, claim: kept })).toMatchObject({ type: 'full', used: 30 });
      expect(await store.garbage.forgetRuns(0)).toContain(old.id);
      expect(await announce({ ...order, claim: kept })).toEqual({ type: 'announced' });
    });

    it('that ask for the same blobs in another order do not wait for each other', async () => {
      const claim = await aClaim();
      const installation = anInstallation();
      const blobs = Array.from({ length: 40 }, (_, at) => blob(`b${at}`, 1));
      const order = { claim, installation, limits: { ...ROOMY, attempt: 40 } };
      const asked = [blobs, blobs.toReversed(), blobs, blobs.toReversed()];
      const answers = await Promise.all(
        asked.map((some, at) => announce({ ...order, blobs: some }, at)),
      );
      expect(answers.map(({ type }) => type)).toEqual(Array(4).fill('announced'));
    });
  });
}
