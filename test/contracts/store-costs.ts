import { expect, it } from 'vitest';
import { runCost } from '../../app/costs/run-cost.ts';
import { settleCosts } from '../../app/runtime/costs/settle-costs.ts';
import { listCosts } from '../../app/runtime/costs/list-costs.ts';
import { aMachine } from '../costs/costed-runs.ts';
import { aPlan, aStep as aPlanStep } from '../support/build-plan.ts';
import { aPlace } from '../support/hosted.ts';
import { aHeader, anAttempt, anId, aStep, change, creation } from '../support/rows.ts';
import type { Stores } from './stores.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const DONE = { type: 'done', isFinal: true, code: null, message: '' } as const;

/** What runs cost, and by which prices. */
export function describeCostsContract(stores: Stores): void {
  it('keeps the newest list of prices of each region', async () => {
    const { store, other } = stores();
    const [region, gp3] = [`r-${anId()}`, { gibMonth: 0.08, iopsMonth: null, mibpsMonth: null }];
    expect(await store.priceLists.load(region)).toBeNull();
    for (const usd of [1, 2]) {
      await store.priceLists.keep(region, { at: usd, onDemand: { 'g5.xlarge': usd }, gp3 });
    }
    const kept = { at: 2, onDemand: { 'g5.xlarge': 2 }, gp3 };
    expect(await other.priceLists.load(region)).toEqual(kept);
  });

  it('writes down what a run cost once it is over and none of its machines is left, and keeps it', async () => {
    const { store, other } = stores();
    const repository = Math.floor(Math.random() * 2 ** 40);
    const hosted = aPlace(repository);
    const header = aHeader({ hosted, createdAt: 10 * DAY, startedAt: 10 * DAY });
    const plan = aPlan([aPlanStep('train')]);
    const at = { key: 'train', startedAt: 10 * DAY, endedAt: 10 * DAY + HOUR };
    const attempt = anAttempt('train', { ...at, status: 'succeeded' });
    const row = aStep('train', { attempt: 1, state: 'over', result: 'success' });
    await store.commit([
      { type: 'plan.save', digest: header.plan, plan },
      creation(header, { steps: [row], attempts: [attempt] }),
    ]);
    const machine = aMachine({
      id: `mlp-${anId()}`,
      attempt: { run: header.id, key: 'train', attempt: 1 },
      paidSince: 10 * DAY,
      isPublic: false,
      instance: {
        id: 'i-1',
        region: 'r',
        zone: 'z',
        type: 't',
        market: 'spot',
        image: '',
        usdHour: 2,
      },
    });
    await store.machines.save([{ machine, version: 0 }]);
    const clock = { now: () => 10 * DAY + 2 * HOUR };
    const query = { repository, since: 9 * DAY, limit: 10 };
    const listed = async () => (await listCosts(other, query, clock.now())).runs;
    expect(await listed()).toMatchObject([{ steps: [{ cost: { usd: 4 } }] }]);
    const over = { ...header, status: 'succeeded', endedAt: at.endedAt } as const;
    await store.commit([change(header, { header: over })]);
    await settleCosts({ store, clock });
    expect(await store.costs.list(query)).toEqual([{ run: header.id, cost: null }]);
    const gone = { ...machine, state: { type: 'gone', why: DONE } as const };
    const ended = { ...gone, stateAt: 10 * DAY + 3 * HOUR };
    await store.machines.save([{ machine: ended, version: 1 }]);
    await settleCosts({ store, clock });
    const facts = { header: over, plan, steps: [row], attempts: [attempt], machines: [ended] };
    const cost = runCost(facts, 99 * DAY);
    expect(cost.steps[0]?.cost).toMatchObject({ usd: 6, paidMs: 3 * HOUR, idleMs: 2 * HOUR });
    expect(await other.costs.list(query)).toEqual([{ run: header.id, cost }]);
    // The newest run of a pipeline stays.
    const newer = { hosted, number: header.number + 1, createdAt: 8 * DAY };
    await store.commit([creation(aHeader(newer))]);
    expect(await store.garbage.forgetRuns(11 * DAY)).toContain(header.id);
    expect(await listed()).toEqual([cost]);
    expect(await store.costs.list({ ...query, since: 10 * DAY + 1 })).toEqual([]);
    await store.costs.forget(10 * DAY + 1);
    expect(await listed()).toEqual([]);
  });
}
