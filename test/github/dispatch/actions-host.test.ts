import { RequestError } from '@octokit/request-error';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { digestOf } from '../../../app/domain/digest.ts';
import type { PlanStep } from '../../../app/domain/plan.ts';
import type { RunHeader } from '../../../app/domain/run/run.ts';
import { RateLimited } from '../../../app/github/client/call-errors.ts';
import type { ActionsDeps } from '../../../app/github/dispatch/actions-deps.ts';
import { openActionsHost, type ActionsHost } from '../../../app/github/dispatch/actions-host.ts';
import type { WorkflowDispatch } from '../../../app/runtime/ports/hosted/dispatches.ts';
import type { Store } from '../../../app/runtime/ports/store.ts';
import { openStore } from '../../../app/store/open-store.ts';
import { aPlan, aStep } from '../../support/build-plan.ts';
import { freshFolder } from '../../support/fresh-folder.ts';
import { aPlace } from '../../support/hosted.ts';
import { ManualClock } from '../../support/manual-clock.ts';
import { aHeader, anAttempt, anOrder, creation } from '../../support/rows.ts';

const NOW = 1_000_000;
const MINUTE = 60_000;
const NO_SECRETS = { secrets: {} } as never;
const GPU = {
  gpu: { type: [], count: 1, memoryBytes: null },
  cpu: null,
  memoryBytes: null,
  diskBytes: null,
  arch: null,
  spot: null,
  maxPrice: null,
};

let store: Store;
let clock: ManualClock;
/** What GitHub does to who asks it anything. */
let failure: Error;
let told: { of: string; status: string; message: string | null }[];
let woken: number;
let troubles: string[];
beforeEach(async () => {
  store = await openStore({ sqliteFile: `${freshFolder()}/state.db` });
  onTestFinished(() => store.close());
  clock = new ManualClock(NOW);
  failure = new Error('nobody is to be asked');
  told = [];
  woken = 0;
  troubles = [];
});

function host(given: Partial<ActionsDeps> = {}): ActionsHost {
  return openActionsHost({
    store,
    clients: {
      of: () => {
        throw failure;
      },
    } as never,
    clock,
    key: Buffer.alloc(32, 7),
    self: 'mlpipelines[bot]',
    pageOf: () => null,
    warn: (text) => void troubles.push(text),
    wishOf: null,
    wakeMachines: () => (woken += 1),
    report: async ({ key, attempt }, report) => {
      if (report.type !== 'ended') return;
      const { status, message } = report.outcome;
      told.push({ of: `${key}/${attempt}`, status, message });
    },
    tell: async () => {},
    ...given,
  });
}

/** A run whose attempts of these steps are under way. */
async function aRun(
  statuses: Readonly<Record<string, 'starting' | 'running' | 'failed'>> = { train: 'starting' },
  steps: readonly PlanStep[] = Object.keys(statuses).map((id) => aStep(id)),
  part: Partial<RunHeader> = {},
): Promise<RunHeader> {
  const plan = aPlan(steps);
  const digest = digestOf(JSON.stringify(plan));
  const place = { hosted: aPlace(7), sha: 'a', ref: 'refs/heads/main' };
  const header = aHeader({ ...place, plan: digest, ...part });
  const attempts = Object.entries(statuses).map(([key, status]) =>
    anAttempt(key, { status, endedAt: status === 'failed' ? 5 : null }),
  );
  const save = { type: 'plan.save', digest, plan } as const;
  expect((await store.commit([save, creation(header, { attempts })])).type).toBe('committed');
  return header;
}

const SENT = { type: 'sent', workflowRun: 9, workflowSha: 's', idleSince: null } as const;

/** A dispatch of these steps, to be looked at at no time. */
async function dispatched(
  { id: run }: RunHeader,
  keys: readonly string[],
  state: WorkflowDispatch['state'] = SENT,
  part: Partial<WorkflowDispatch['order']> = {},
): Promise<WorkflowDispatch> {
  const { repository } = aPlace(7);
  const order = { repository, sha: 'a', ref: 'refs/heads/main', secrets: [], ...part };
  const dispatch = { id: 'd', run, order, state: { type: 'gathered' } as const };
  for (const key of keys) await store.dispatches.order(anOrder({ run, key }));
  const all = keys.map((key) => ({ run, key, attempt: 1 }));
  await store.dispatches.gather(dispatch, all, NOW);
  await store.dispatches.save({ ...dispatch, state }, null);
  return { ...dispatch, state };
}

const stateNow = async () => (await store.dispatches.get('d'))?.state.type;
/** In how many milliseconds a dispatch is looked at again; null: never. */
async function dueIn(): Promise<number | null> {
  for (const ms of [0, 15_000, MINUTE, 5 * MINUTE, 15 * MINUTE]) {
    const now = clock.now() + ms;
    const [leased] = await store.dispatches.lease(now, now, 9);
    if (leased !== undefined) return ms;
  }
  return null;
}

describe('an attempt is ordered', () => {
  const ticket = { step: { id: 'train' }, secrets: {} } as never;
  const start = async (given: Partial<ActionsDeps>, step: Partial<PlanStep> = {}) => {
    const { id: run } = await aRun({ train: 'starting' }, [aStep('train', step)]);
    await host(given).start({ run, key: 'train', attempt: 1, ticket });
    return store.dispatches.find({ run, key: 'train', attempt: 1 });
  };

  test('as a job on a runner that is there', async () => {
    expect(await start({})).toMatchObject({ orderedAt: NOW, job: { runsOn: 'ubuntu-latest' } });
    expect([told, woken]).toEqual([[], 0]);
  });

  test('with a machine of its own, whose maker is told, where it asks for one and gets it', async () => {
    const wish = { mayBeSpot: true } as never;
    const wishOf = async () => ({ ok: true, wish }) as const;
    const order = await start({ wishOf }, { resources: GPU });
    expect(order?.job.machine).toEqual({ mayBeSpot: true });
    expect(woken).toBe(1);
    expect((await start({ wishOf }))?.job).not.toHaveProperty('machine');
  });

  test('nowhere, and ends, where it gets none', async () => {
    const wishOf = async () => ({ ok: false, message: 'there is none' }) as const;
    expect(await start({ wishOf }, { resources: GPU })).toBeNull();
    expect(told).toEqual([{ of: 'train/1', status: 'failed', message: 'there is none' }]);
    expect(await start({}, { resources: GPU })).toBeNull();
    expect(told[1]?.message).toMatch(/this app starts none/);
  });

  test('not of a step that its run does not have, nor of a run that is gone', async () => {
    const { id: run } = await aRun({ other: 'starting' });
    const asked = (of: string) => host().start({ run: of, key: 'train', attempt: 1, ticket });
    await expect(asked(run)).rejects.toThrow(`The run ${run} has no step train.`);
    await expect(asked('gone')).rejects.toThrow('The run gone has no step train.');
  });
});

describe('an attempt that is cancelled', () => {
  const cancel = (run: string, key = 'train') =>
    host().cancel({ run, key, attempt: 1, reason: 'A newer commit.' });
  const ended = [{ of: 'train/1', status: 'cancelled', message: 'A newer commit.' }];

  test('ends at once where nobody has ordered it, and so does its machine', async () => {
    const { id: run } = await aRun();
    await cancel(run);
    expect([told, woken]).toEqual([ended, 1]);
  });

  test('ends at once where no dispatch has it, and is dispatched by none', async () => {
    const { id: run } = await aRun();
    await store.dispatches.order(anOrder({ run, key: 'train' }));
    await cancel(run);
    expect(await store.dispatches.waiting(9)).toEqual([]);
    expect([told, woken]).toEqual([ended, 1]);
  });

  test('ends before its job began, and its dispatch is looked at', async () => {
    const run = await aRun({ train: 'starting', evaluate: 'running' });
    await dispatched(run, ['train', 'evaluate']);
    await cancel(run.id);
    expect(told).toEqual(ended);
    expect(await dueIn()).toBe(0);
  });

  test('is left to its heartbeats once it has begun', async () => {
    const run = await aRun({ train: 'running', evaluate: 'starting' });
    await dispatched(run, ['train', 'evaluate']);
    await cancel(run.id);
    expect([told, await dueIn()]).toEqual([[], null]);
  });

  test('ends where GitHub was not asked yet, and its dispatch is not looked at before that', async () => {
    const run = await aRun();
    await dispatched(run, ['train'], { type: 'gathered' });
    await cancel(run.id);
    expect([told, await dueIn()]).toEqual([ended, null]);
  });
});

describe('a workflow run of which GitHub tells', () => {
  const heard = (what: 'run' | 'job', workflowRun = 9) =>
    host().heard({ repository: 7, workflowRun, what });

  test('is looked at while a run waits for any of its jobs', async () => {
    await dispatched(await aRun(), ['train']);
    await heard('run');
    expect([await stateNow(), await dueIn()]).toEqual(['sent', 0]);
  });

  test('is over where it is over and nobody waits for any of its jobs', async () => {
    await dispatched(await aRun({ train: 'failed' }), ['train']);
    await heard('job');
    expect([await stateNow(), await dueIn()]).toEqual(['sent', 0]);
    await heard('run');
    expect([await stateNow(), await dueIn()]).toEqual(['over', null]);
    expect((await store.dispatches.get('d'))?.state).toMatchObject({
      workflowRun: 9,
      workflowSha: 's',
    });
  });

  test('of code that nobody answers for is looked at once more, to tidy up after it', async () => {
    const run = await aRun({ train: 'failed' });
    await dispatched(run, ['train'], SENT, { untrusted: true });
    await heard('run');
    expect([await stateNow(), await dueIn()]).toEqual(['sent', 0]);
  });

  test('is none of ours, or was over before', async () => {
    const over = { type: 'over', workflowRun: 9, workflowSha: 's' } as const;
    await dispatched(await aRun({ train: 'failed' }), ['train'], over);
    await heard('run');
    await heard('job', 10);
    expect([await stateNow(), await dueIn()]).toEqual(['over', null]);
  });
});

describe('a look at a dispatch that fails', () => {
  const refusal = () => {
    const request = { method: 'GET' as const, url: '/', headers: {} };
    const response = { status: 403, url: '/', headers: {}, data: {}, retryCount: 0 };
    return new RequestError('no', 403, { request, response });
  };
  const look = async (state: WorkflowDispatch['state'], error: Error, run?: RunHeader) => {
    const dispatch = await dispatched(run ?? (await aRun()), ['train'], state);
    await store.dispatches.save(dispatch, NOW);
    failure = error;
    await host().turn();
    return { state: await stateNow(), dueIn: await dueIn() };
  };

  test('is made again when GitHub allows it, or a little later, and told', async () => {
    const limited = new RateLimited(1, NOW + 5 * MINUTE, 'spent');
    const again = { state: 'gathered', dueIn: 5 * MINUTE };
    expect(await look({ type: 'gathered' }, limited)).toEqual(again);
    expect(troubles).toEqual([expect.stringMatching(/^RateLimited: /)]);
  });

  test('for a reason that nobody knows is made again after fifteen seconds, and told as one', async () => {
    const again = { state: 'sent', dueIn: 15_000 };
    expect(await look(SENT, new Error('no network'))).toEqual(again);
    expect(troubles).toEqual(['a dispatch failed: Error: no network']);
    expect(told).toEqual([]);
  });

  test('since GitHub refuses ends the attempts that it was to start', async () => {
    const over = { state: 'over', dueIn: null };
    expect(await look({ type: 'gathered' }, refusal())).toEqual(over);
    expect(told).toMatchObject([{ of: 'train/1', status: 'failed' }]);
    expect(told[0]?.message).toMatch(/^GitHub does not let this app start jobs \(403\)/);
    expect(troubles).toEqual([expect.not.stringMatching(/failed/)]);
  });

  test('since GitHub refuses to tell of jobs that it started leaves them to tell of themselves', async () => {
    expect(await look(SENT, refusal())).toEqual({ state: 'sent', dueIn: 15 * MINUTE });
    expect(told).toEqual([]);
  });

  test('since GitHub refuses to tell of jobs that nobody waits for ends it', async () => {
    const run = await aRun({ train: 'failed' });
    expect(await look(SENT, refusal(), run)).toEqual({ state: 'over', dueIn: null });
  });

  test('after its run is over keeps its branch to be removed, and before that looks again', async () => {
    const run = await aRun({ train: 'failed' });
    const over = { type: 'over', workflowRun: 9, workflowSha: 's' } as const;
    const dispatch = await dispatched(run, ['train'], over, { untrusted: true });
    await store.dispatches.save(dispatch, NOW);
    await host().turn();
    // Its run is not over: the branch is still wanted.
    expect([troubles, await dueIn()]).toEqual([[], 15 * MINUTE]);
  });
});

describe('orders that are ready together', () => {
  const order = async (run: string, key: string, orderedAt: number, group = run) =>
    store.dispatches.order({ ...anOrder({ run, key }, { orderedAt, ticket: NO_SECRETS }), group });
  const gathered = async (run: string, key: string) =>
    (await store.dispatches.find({ run, key, attempt: 1 }))?.dispatch ?? null;

  test('wait until none came for a while, or the first has waited long enough', async () => {
    failure = new RateLimited(1, NOW + 5 * MINUTE, 'spent');
    const { id: run } = await aRun({ a: 'starting', b: 'starting' });
    await order(run, 'a', NOW);
    expect(await host().turn()).toBe(NOW + 400);
    clock.advance(399);
    await order(run, 'b', NOW + 399);
    expect(await host().turn()).toBe(NOW + 799);
    clock.advance(1);
    expect(await gathered(run, 'a')).toBeNull();
    clock.advance(399);
    await host().turn();
    const together = await gathered(run, 'a');
    expect(together).not.toBeNull();
    expect(await gathered(run, 'b')).toBe(together);
  });

  test('wait two seconds at most, while more come', async () => {
    failure = new RateLimited(1, NOW + 5 * MINUTE, 'spent');
    const { id: run } = await aRun();
    await order(run, 'first', NOW);
    for (let at = 300; at < 2000; at += 300) await order(run, `at ${at}`, NOW + at);
    clock.advance(1999);
    expect(await host().turn()).toBe(NOW + 2000);
    clock.advance(1);
    await host().turn();
    expect(await gathered(run, 'first')).not.toBeNull();
  });

  test('of two groups are two dispatches, each in its time', async () => {
    failure = new RateLimited(1, NOW + 5 * MINUTE, 'spent');
    const { id: run } = await aRun();
    await order(run, 'a', NOW, 'one');
    await order(run, 'b', NOW + 100, 'two');
    clock.advance(400);
    await host().turn();
    expect(await gathered(run, 'a')).not.toBeNull();
    expect(await gathered(run, 'b')).toBeNull();
  });

  test('end where no job can be started for their run, and are ordered no more', async () => {
    const { id: run } = await aRun({ train: 'starting' }, [aStep('train')], { ref: null });
    await order(run, 'train', NOW - 5000);
    await host().turn();
    expect(told).toMatchObject([{ of: 'train/1', status: 'failed' }]);
    expect(await store.dispatches.waiting(9)).toEqual([]);
  });

  test('wait for nobody where there are none: the next look is in a second', async () => {
    expect(await host().turn()).toBe(NOW + 1000);
  });
});
