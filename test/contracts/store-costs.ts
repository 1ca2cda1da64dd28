import { expect, it } from 'vitest';
import type { AttemptRow, MachinePlace } from '../../app/domain/run/run.ts';
import { LOCAL_SCOPE } from '../../app/domain/scope.ts';
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

  it('keeps what a run may cost once, whoever reckons it again', async () => {
    const { store, other } = stores();
    const run = anId();
    expect(await store.estimates.of(run)).toBeNull();
    const row = { likely: 1, most: 1, bound: 1 };
    const first = [{ step: 'train', likely: 1, most: 2, bound: 3, row }];
    const again = [{ step: 'train', likely: 9, most: 9, bound: 9, row }];
    const kept = await Promise.all([
      store.estimates.keep(run, first),
      other.estimates.keep(run, again),
    ]);
    expect(kept[0]).toEqual(kept[1]);
    expect(await other.estimates.of(run)).toEqual(kept[0]);
  });

  it('says how long rows were paid for in earlier runs, newest first: all attempts of those that succeeded', async () => {
    const { store } = stores();
    const pipeline = anId();
    const ran = (at: number, attempts: readonly AttemptRow[]) =>
      store.commit([creation(aHeader({ pipeline, createdAt: at }), { attempts })]);
    const took = (key: string, ms: number, part: Partial<AttemptRow> = {}) =>
      anAttempt(key, {
        status: 'succeeded',
        orderedAt: 500,
        startedAt: 1000,
        endedAt: 1000 + ms,
        ...part,
      });
    const machine = aPlaceOfMachine();
    await ran(1, [took('train', 10), took('lost', 5, { status: 'failed' })]);
    await ran(2, [
      took('train', 7, { status: 'interrupted' }),
      took('train', 20, { number: 2, machine }),
    ]);
    const query = { pipeline, scopes: [LOCAL_SCOPE], except: '' };
    const times = await store.history.paidTimes(query);
    expect(times.map((run) => Array.from(run))).toEqual([[['train', 527]], [['train', 10]]]);
    expect(await store.history.paidTimes({ ...query, pipeline: anId() })).toEqual([]);
  });
}

function aPlaceOfMachine(): MachinePlace {
  const where = { region: 'us-east-1', zone: 'us-east-1a' };
  return { instance: 'i-1', type: 'g5.xlarge', market: 'spot', usdHour: 1, ...where };
}
