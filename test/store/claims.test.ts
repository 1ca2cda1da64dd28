import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ClaimOrder } from '../../app/runtime/claims.ts';
import { openStore } from '../../app/store/open-store.ts';
import { anId } from '../support/rows.ts';

async function openClaims() {
  const sqliteFile = join(mkdtempSync(join(tmpdir(), 'mlp-claims-')), 'state.db');
  return (await openStore({ sqliteFile })).claims;
}

function anOrder(given: Partial<ClaimOrder> = {}): ClaimOrder {
  return {
    id: anId(),
    of: { run: 'r1', key: 'train', attempt: 1 },
    holder: 'job 1',
    proof: { id: anId(), until: 100 },
    now: 10,
    ...given,
  };
}

describe('a claim', () => {
  it('is told again to the same holder until its work begins, and then to nobody', async () => {
    const claims = await openClaims();
    const first = await claims.take(anOrder({ id: 'c1' }));
    expect(first).toMatchObject({ type: 'claimed', claim: { id: 'c1', reported: 0 } });
    expect(await claims.take(anOrder({ id: 'c2' }))).toEqual(first);
    await claims.begin('c1');
    expect(await claims.take(anOrder())).toEqual({ type: 'begun' });
    expect(await claims.find('c1')).toMatchObject({ begun: true, holder: 'job 1' });
  });

  it('belongs to one holder, an attempt and a run each for itself', async () => {
    const claims = await openClaims();
    await claims.take(anOrder());
    expect(await claims.take(anOrder({ holder: 'job 2' }))).toEqual({ type: 'taken', by: 'job 1' });
    const retry = anOrder({ of: { run: 'r1', key: 'train', attempt: 2 }, holder: 'job 2' });
    expect(await claims.take(retry)).toMatchObject({ type: 'claimed' });
  });

  it('takes a proof once, for whatever attempt, and forgets it when it is too old to be shown', async () => {
    const claims = await openClaims();
    const proof = { id: 'jti', until: 100 };
    await claims.take(anOrder({ proof }));
    const other = anOrder({ proof, of: { run: 'r1', key: 'eval', attempt: 1 } });
    expect(await claims.take(other)).toEqual({ type: 'replayed' });
    expect(await claims.take({ ...other, now: 101 })).toMatchObject({ type: 'claimed' });
  });

  it('is given to one of many who ask at once', async () => {
    const claims = await openClaims();
    const asked = Array.from({ length: 8 }, (_, at) =>
      claims.take(anOrder({ holder: `job ${at}` })),
    );
    const types = (await Promise.all(asked)).map(({ type }) => type);
    expect(types.toSorted()).toEqual(['claimed', ...Array<string>(7).fill('taken')]);
  });

  it('knows what its executor stored and how far its reports are kept', async () => {
    const claims = await openClaims();
    const taken = await claims.take(anOrder({ id: 'c1' }));
    if (taken.type !== 'claimed') throw new Error(taken.type);
    await claims.addBlobs(taken.claim, ['a', 'b']);
    await claims.addBlobs(taken.claim, ['b']);
    expect(await claims.storedBlobs('c1', ['a', 'b', 'c'])).toEqual(new Set(['a', 'b']));
    expect(await claims.storedBlobs('another', ['a'])).toEqual(new Set());
    await claims.advance('c1', 7);
    await claims.advance('c1', 3);
    expect((await claims.find('c1'))?.reported).toBe(7);
    await claims.end('c1');
    expect(await claims.storedBlobs('c1', ['a'])).toEqual(new Set());
  });
});
