import { describe, expect, test } from 'vitest';
import type { ByHand } from '../../../app/domain/run/by-hand.ts';
import { frozenWaits } from '../../../app/runtime/promotion/frozen-waits.ts';
import { anApproval } from '../../support/build-plan.ts';
import { approved, deploy, openDeploys, planOf } from './open-deploys.ts';

const HOUR_MS = 3_600_000;

describe('while its model is frozen, a step that promotes', () => {
  test('deploys nothing and moves nothing, says until when and why, and how to go on', async () => {
    const { run, until, freeze, row, host, production, store } = await openDeploys();
    await freeze({ until: Date.UTC(2999, 0, 1), reason: 'the audit' });
    const id = await run();
    expect((await until(id)).status).toBe('failed');
    expect((await row(id))?.reason).toBe(
      'nothing was deployed: churn is frozen until 2999-01-01 00:00 UTC by ada: the audit; run this step again after that',
    );
    expect(host.order).not.toContain('deploy');
    expect(await production()).toBe(null);
    const audits = await store.audits.list({ repository: 900, first: 'oldest', limit: 99 });
    expect(audits.map(({ asked }) => asked)).toContain('promote churn@production to version 1');
  });

  test.each(['it was taken back', 'its time is over'])('goes on once %s', async (how) => {
    const { run, until, freeze, unfreeze, later, production } = await openDeploys();
    await freeze();
    if (how === 'it was taken back') await unfreeze();
    else later(HOUR_MS);
    expect((await until(await run())).status).toBe('succeeded');
    expect(await production()).toBe(1);
  });

  test('of another model goes on', async () => {
    const { run, until, freeze } = await openDeploys();
    await freeze();
    const promote = [{ from: 'other', alias: 'production' }];
    const id = await run(planOf(deploy({ needs: ['other'], promote })));
    expect((await until(id)).status).toBe('succeeded');
  });

  test('ends what had begun before, so that what is deployed is what the alias says', async () => {
    const { deploying, ends, freeze, production, row } = await openDeploys();
    const id = await deploying();
    await freeze();
    await ends(id);
    expect((await row(id))?.result).toBe('success');
    expect(await production()).toBe(1);
  });

  test('keeps no other run waiting: it is out of the order from then on', async () => {
    const { deploying, run, untilRow, until, freeze, unfreeze, ends, production } =
      await openDeploys();
    const first = await deploying();
    const second = await run();
    await untilRow(second, ({ reason }) => reason !== null);
    await freeze();
    expect((await until(second)).status).toBe('failed');
    await ends(first);
    await unfreeze();
    expect((await until(await run())).status).toBe('succeeded');
    expect(await production()).toBe(3);
  });

  test('goes on where somebody answers for an emergency', async () => {
    const { run, until, freeze, production } = await openDeploys();
    await freeze();
    const emergency = { reason: 'it is down', reviewBy: Date.now() + HOUR_MS };
    const byHand = { kind: 'promote', model: 'churn', alias: 'production', version: 1 } as const;
    expect((await until(await run(planOf(), { byHand }))).status).toBe('failed');
    const urgent = await run(planOf(), { byHand: { ...byHand, version: 2, emergency } });
    expect((await until(urgent)).status).toBe('succeeded');
    expect(await production()).toBe(2);
  });

  test('ends after its approval, too, and says why', async () => {
    const { run, until, untilRow, freeze, runtime, row } = await openDeploys();
    const id = await run(planOf(deploy({ approval: anApproval() })));
    await untilRow(id, ({ state }) => state === 'approval');
    await freeze({ until: Date.UTC(2999, 0, 1) });
    await runtime.handle(id, approved());
    await until(id);
    expect((await row(id))?.reason).toContain('churn is frozen until 2999-01-01 00:00 UTC by ada');
  });
});

describe('of steps that wait for an approval it is told', () => {
  const waits = async () => {
    const world = await openDeploys();
    const { run, untilRow, store, production, until } = world;
    await until(await run());
    const waiting = async (byHand?: ByHand) => {
      const plan = planOf(deploy({ approval: anApproval() }));
      const id = await run(plan, byHand === undefined ? {} : { byHand });
      await untilRow(id, ({ state }) => state === 'approval');
      const rows = await store.runs.load(id);
      if (rows === null) throw new Error('it is gone');
      return frozenWaits(store, { header: rows.header, plan, steps: rows.steps }, Date.now());
    };
    expect(await production()).toBe(1);
    return { ...world, waiting };
  };
  const watched = [{ type: 'freeze', scope: '900', model: 'churn' }];

  test('which would not start, since their model is frozen, and until when', async () => {
    const { waiting, freeze } = await waits();
    expect(await waiting()).toEqual({ frozen: new Map(), watched, until: null });
    const until = Date.UTC(2999, 0, 1);
    await freeze({ until });
    const text = 'churn is frozen until 2999-01-01 00:00 UTC by ada';
    expect(await waiting()).toEqual({ frozen: new Map([['deploy', text]]), watched, until });
  });

  test('that one who goes back is not held', async () => {
    const { waiting, freeze, run, until } = await waits();
    await until(await run());
    await freeze();
    const byHand = { kind: 'rollback', model: 'churn', alias: 'production', version: 1 } as const;
    expect(await waiting(byHand)).toMatchObject({ frozen: new Map(), until: null });
    expect((await waiting({ ...byHand, version: 3 })).frozen.size).toBe(1);
  });

  test('nothing of those that have begun or are over', async () => {
    const { run, until, freeze, store } = await waits();
    const id = await run();
    await until(id);
    await freeze();
    const rows = await store.runs.load(id);
    const asked = { header: rows!.header, plan: planOf(), steps: rows?.steps ?? [] };
    expect(await frozenWaits(store, asked, Date.now())).toEqual({
      frozen: new Map(),
      watched: [],
      until: null,
    });
  });
});
