import { randomInt } from 'node:crypto';
import { expect, it } from 'vitest';
import { digestOf } from '../../app/domain/digest.ts';
import type { ComparedExamples } from '../../evaluation/comparison.ts';
import { aHeader, anId, creation } from '../support/rows.ts';
import type { Stores } from './stores.ts';

/** What examples said of a change. */
export function describeComparisonsContract(stores: Stores): void {
  const said = (reason: string): ComparedExamples => ({
    measured: { auc: { type: 'not-measured', reason } },
    beside: null,
  });
  const saved = (id: string, run: string, reason = 'none') =>
    ({
      type: 'comparison.save',
      id: digestOf(id),
      run,
      at: 5,
      comparison: said(reason),
    }) as const;

  it('keeps what examples said, as whoever asked first was told', async () => {
    const { store, other } = stores();
    const [one, unknown] = [anId(), anId()];
    await store.commit([saved(one, 'r1', 'first')]);
    await other.commit([saved(one, 'r2', 'second'), saved(anId(), 'r2')]);
    const found = await store.comparisons.find([digestOf(one), digestOf(unknown)]);
    expect([...found]).toEqual([[digestOf(one), said('first')]]);
    expect([...(await store.comparisons.find([]))]).toEqual([]);
  });

  it('finds the examples that moved by their run, and no others', async () => {
    const { store } = stores();
    const [run, id] = [anId(), anId()];
    const flips = { against: 'main', metric: 'auc', type: 'not-found', reason: 'none' } as const;
    const moved = { ...saved(id, run), comparison: { ...said('none'), flips } };
    await store.commit([saved(anId(), run), moved, saved(anId(), anId())]);
    expect(await store.comparisons.flipsOf(run)).toEqual([flips]);
    expect(await store.comparisons.flipsOf(anId())).toEqual([]);
  });

  it('forgets it with the run that it was first asked for', async () => {
    const { store } = stores();
    const [gone, stays] = [anId(), anId()];
    const number = randomInt(1e9);
    const [header, newest] = [number, number + 1].map((of) =>
      aHeader({ number: of, pipeline: `p${number}`, createdAt: -9, endedAt: -9 }),
    );
    await store.commit([creation(header!), creation(newest!)]);
    await store.commit([saved(gone, header!.id), saved(stays, 'another')]);
    await store.garbage.forgetRuns(0);
    const found = await store.comparisons.find([digestOf(gone), digestOf(stays)]);
    expect([...found.keys()]).toEqual([digestOf(stays)]);
  });
}
