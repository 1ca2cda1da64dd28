import { describe, expect, test } from 'vitest';
import { whyNotItsTurn } from '../../../app/runtime/promotion/await-turn.ts';
import type { RuntimeDeps } from '../../../app/runtime/runtime.ts';
import { anApproval, aStep, NO_RETRY } from '../../support/build-plan.ts';
import { aPlace } from '../../support/hosted.ts';
import { begun, failed, stays } from '../../support/script-host.ts';
import { waitUntil } from '../../support/wait-until.ts';
import { approved, deploy, openDeploys, planOf } from './open-deploys.ts';

const CANCEL = { type: 'run.cancel-requested', by: 'ada', reason: 'no', forced: false } as const;
const PROTECTED = { trust: 'protected' } as const;

describe('of two runs that promote the same alias', () => {
  test('the one that came later waits, says for which, and starts when the other is over', async () => {
    const { deploying, run, untilRow, ends, until, row, production, host } = await openDeploys();
    const first = await deploying();
    const second = await run();
    await untilRow(second, ({ reason }) => reason !== null);
    expect(await row(second)).toMatchObject({
      state: 'starting',
      reason: 'waits for run #1, which promotes churn@production',
    });
    expect(host.started.filter(({ key }) => key === 'deploy')).toHaveLength(1);
    await ends(first);
    expect((await until(second)).status).toBe('succeeded');
    expect(await production()).toBe(2);
    expect((await row(second))?.reason).toBe(null);
  });

  test('three go in the order in which they came', async () => {
    const { deploying, run, untilRow, ends, until, host } = await openDeploys();
    const first = await deploying();
    const second = await run();
    await untilRow(second, ({ reason }) => reason !== null);
    const third = await run();
    await untilRow(third, ({ reason }) => reason !== null);
    await ends(first);
    await until(third);
    await until(second);
    const order = host.started.filter(({ key }) => key === 'deploy').map((each) => each.run);
    expect(order).toEqual([first, second, third]);
  });

  test.each(['failed', 'was cancelled'])('the next starts where the first %s', async (end) => {
    const { deploying, run, untilRow, until, runtime, production } = await openDeploys();
    const first = await deploying();
    const second = await run();
    await untilRow(second, ({ reason }) => reason !== null);
    const of = { run: first, key: 'deploy', attempt: 1 };
    await (end === 'failed' ? runtime.report(of, failed()) : runtime.handle(first, CANCEL));
    expect((await until(second)).status).toBe('succeeded');
    expect(await production()).toBe(2);
  });

  test('one that waits and is cancelled leaves its place to the one behind it', async () => {
    const world = await openDeploys();
    const { deploying, run, untilRow, until, runtime, ends, host, store, troubles } = world;
    const first = await deploying();
    const second = await run();
    await untilRow(second, ({ reason }) => reason !== null);
    await runtime.handle(second, CANCEL);
    await until(second);
    const third = await run();
    await untilRow(third, ({ reason }) => reason !== null);
    await ends(first);
    expect((await until(third)).status).toBe('succeeded');
    await until(second, async () => (await store.outbox.pending(second)).length === 0);
    const deployed = host.started.filter(({ key }) => key === 'deploy').map((each) => each.run);
    expect([deployed, troubles]).toEqual([[first, third], []]);
  });

  test('a rerun is named by its attempt, too', async () => {
    const { deploying, run, untilRow, row } = await openDeploys();
    await deploying(planOf(), { number: 31, attempt: 2 });
    const second = await run();
    await untilRow(second, ({ reason }) => reason !== null);
    expect((await row(second))?.reason).toContain('waits for run #31.2, which');
  });

  test('one whose deployment waits for its approval keeps no other waiting', async () => {
    const { run, until, untilRow, runtime, production } = await openDeploys();
    const first = await run(planOf(deploy({ approval: anApproval() })));
    await untilRow(first, ({ state }) => state === 'approval');
    const second = await run();
    expect((await until(second)).status).toBe('succeeded');
    await runtime.handle(first, approved());
    await until(first);
    expect(await production()).toBe(1);
  });

  test('one that is tried again keeps its place until it is over', async () => {
    const { run, untilRow, host, row } = await openDeploys();
    const minute = { initialMs: 60_000, maxMs: 60_000, factor: 1, jitter: 'none' } as const;
    const limits = { ...NO_RETRY.limits, failure: 1 };
    const retry = { ...NO_RETRY, limits, backoff: minute };
    host.acts.set('deploy', () => [begun(), failed()]);
    const first = await run(planOf(deploy({ retry })));
    await untilRow(first, ({ state }) => state === 'backoff');
    host.acts.delete('deploy');
    const second = await run();
    await untilRow(second, ({ reason }) => reason !== null);
    expect((await row(second))?.reason).toContain('waits for run #1, which');
    expect(host.order.filter((key) => key === 'deploy')).toHaveLength(1);
    expect((await row(second))?.state).toBe('starting');
  });
});

test('a run keeps its place no longer than its step that moves the alias', async () => {
  const { run, until, host, untilRow, row } = await openDeploys();
  host.acts.set('after', stays);
  const plan = planOf();
  const after = aStep('after', { needs: ['deploy'] });
  const first = await run({ ...plan, steps: [...plan.steps, after] });
  await until(first, async () => (await row(first, 'after'))?.state === 'running');
  const second = await run();
  expect((await until(second)).status).toBe('succeeded');
  await untilRow(first, ({ state }) => state === 'over');
  expect((await row(first, 'after'))?.state).toBe('running');
});

describe('a run whose approval is being looked at', () => {
  const open = async () => {
    let isAway = true;
    const approvals: RuntimeDeps['approvals'] = {
      ask: async (run) => {
        if (isAway) throw new Error('GitHub is away');
        const held = { held: [3], lost: [], atLeast: 1, gates: null };
        return { today: run.plan, judge: () => ({ askedAt: Date.now(), ...held }) };
      },
    };
    const world = await openDeploys({ approvals });
    const { run, untilRow, runtime, work, troubles } = world;
    const first = await run(planOf(deploy({ approval: anApproval() })));
    await untilRow(first, ({ state }) => state === 'approval');
    await runtime.handle(first, approved({ evidence: true }));
    const { stop } = work();
    await waitUntil(() => troubles.length > 0);
    await stop();
    return { ...world, first, isBack: () => void (isAway = false) };
  };

  test('has its place: it is about to start', async () => {
    const { first, run, untilRow, row, isBack, until, production } = await open();
    const second = await run();
    await untilRow(second, ({ reason }) => reason !== null);
    expect((await row(second))?.reason).toContain('waits for run #1, which');
    isBack();
    expect((await until(first)).status).toBe('succeeded');
    expect((await until(second)).status).toBe('succeeded');
    expect(await production()).toBe(2);
  });

  test('loses it to an emergency while its model is frozen', async () => {
    const { first, run, until, untilRow, freeze, production } = await open();
    await freeze();
    await untilRow(first, ({ reason }) => reason?.includes('is frozen') === true);
    const emergency = { reason: 'it is down', reviewBy: Date.now() + 3_600_000 };
    const byHand = { kind: 'promote', model: 'churn', alias: 'production', version: 2 } as const;
    const urgent = await run(planOf(), { byHand: { ...byHand, emergency } });
    expect((await until(urgent)).status).toBe('succeeded');
    expect(await production()).toBe(2);
  });
});

test('of two that come at the same moment one has its turn', async () => {
  const { run, store } = await openDeploys();
  const headers = [await run(), await run()].map((id) => store.runs.header(id));
  const moved = [{ model: 'churn', alias: 'production' }];
  const asked = (await Promise.all(headers)).map(async (header) =>
    header === null ? 'gone' : whyNotItsTurn({ store }, header, moved),
  );
  const turns = await Promise.allSettled(asked);
  expect(turns.filter((each) => each.status === 'fulfilled' && each.value === null)).toHaveLength(
    1,
  );
});

describe('no run waits for another', () => {
  test('that moves another alias of the model', async () => {
    const { deploying, run, until } = await openDeploys();
    await deploying();
    const other = await run(planOf(deploy({}, 'staging')));
    expect((await until(other)).status).toBe('succeeded');
  });

  test('that moves the alias of another model', async () => {
    const { deploying, run, until } = await openDeploys();
    await deploying();
    const promote = [{ from: 'other', alias: 'production' }];
    const other = await run(planOf(deploy({ needs: ['other'], promote })));
    expect((await until(other)).status).toBe('succeeded');
  });

  test('of another repository', async () => {
    const { deploying, run, until, production } = await openDeploys();
    await deploying();
    const other = await run(planOf(), { hosted: aPlace(901, PROTECTED) });
    expect((await until(other)).status).toBe('succeeded');
    expect(await production('901')).toBe(1);
  });

  test('where it promotes nothing', async () => {
    const { deploying, run, until } = await openDeploys();
    await deploying();
    const other = await run(planOf(deploy({ promote: [] })));
    expect((await until(other)).status).toBe('succeeded');
  });

  test('on a laptop, whose runs are of one person', async () => {
    const { start, until, host } = await openDeploys();
    const { id: first } = await start(planOf());
    host.acts.set('deploy', () => [begun()]);
    await until(first, () => host.order.includes('deploy'));
    host.acts.delete('deploy');
    const { id: second } = await start(planOf());
    expect((await until(second)).status).toBe('succeeded');
  });
});

test('two that move the same two aliases in other orders do not wait for each other', async () => {
  const { deploying, run, untilRow, ends, until } = await openDeploys();
  const both = (...ids: readonly string[]) =>
    planOf(
      deploy({
        needs: ['register', 'other'],
        promote: ids.map((from) => ({ from, alias: 'production' })),
      }),
    );
  const first = await deploying(both('register', 'other'));
  const others = [await run(both('register', 'other')), await run(both('other', 'register'))];
  for (const id of others) await untilRow(id, ({ reason }) => reason !== null);
  await ends(first);
  for (const id of others) expect((await until(id)).status).toBe('succeeded');
});

test('a run that moves an alias in two steps keeps its place until the last', async () => {
  const { run, until, untilRow, host, row } = await openDeploys();
  host.acts.set('last', stays);
  const plan = planOf();
  const last = { ...deploy({ needs: ['register', 'deploy'] }), id: 'last' };
  const first = await run({ ...plan, steps: [...plan.steps, last] });
  await until(first, async () => (await row(first, 'last'))?.state === 'running');
  const second = await run();
  await untilRow(second, ({ reason }) => reason !== null);
  expect((await row(second))?.reason).toContain('waits for run #1, which');
});
