import { describe, expect, test } from 'vitest';
import { anApproval } from '../../support/build-plan.ts';
import { deploy, openDeploys, planOf } from './open-deploys.ts';

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
    const { run, until, untilRow, freeze, unfreeze, runtime, row } = await openDeploys();
    const id = await run(planOf(deploy({ approval: anApproval() })));
    await untilRow(id, ({ state }) => state === 'approval');
    await freeze({ until: Date.UTC(2999, 0, 1) });
    await runtime.handle(id, {
      type: 'approval.decided',
      key: 'deploy',
      by: 'cat',
      byId: 3,
      standsFor: null,
      decision: 'approved',
      comment: null,
    });
    await until(id);
    expect((await row(id))?.reason).toContain('churn is frozen until 2999-01-01 00:00 UTC by ada');
    await unfreeze();
  });
});
