import { describe, expect, test } from 'vitest';
import { digestOf } from '../../../app/domain/digest.ts';
import type { PlanStep } from '../../../app/domain/plan.ts';
import type { RuntimeDeps } from '../../../app/runtime/runtime.ts';
import { encodeManifest } from '../../../content/manifest/manifest.ts';
import { aPlan, aStep } from '../../support/build-plan.ts';
import { openRuntime } from '../../support/open-runtime.ts';
import { realClock } from '../../support/real-clock.ts';
import { begun, ended, stays, succeeded } from '../../support/script-host.ts';
import { waitUntil } from '../../support/wait-until.ts';

const EMPTY = encodeManifest({ format: 1, single: false, entries: [] });
const DAY = 86_400_000;

/** A runtime with an empty tree; `later` moves its clock on. */
async function open(given: Partial<RuntimeDeps> = {}) {
  let ahead = 0;
  const clock = { ...realClock, now: () => realClock.now() + ahead };
  const test = await openRuntime({ clock, ...given });
  await test.blobs.putBytes(EMPTY);
  return {
    ...test,
    later: (ms: number) => {
      ahead += ms;
    },
    run: async (...steps: readonly PlanStep[]) => {
      const { id } = await test.start(aPlan(steps), { tree: digestOf(EMPTY) });
      const { status } = await test.until(id);
      return { id, status, rows: await test.store.runs.load(id) };
    },
    ran: () => test.host.order.length,
  };
}

const CANCEL = {
  type: 'run.cancel-requested',
  by: 'ada',
  reason: 'not needed',
  forced: false,
} as const;

const cached = (given: Partial<PlanStep> = {}) =>
  aStep('train', { cache: { maxAgeMs: null }, files: [], ...given });

describe('work of an earlier run', () => {
  test('is taken as long as the step says, and done anew after that', async () => {
    const { run, later, ran } = await open();
    const step = cached({ cache: { maxAgeMs: DAY } });
    await run(step);
    later(DAY - 60_000);
    await run(step);
    expect(ran()).toBe(1);
    later(120_000);
    await run(step);
    expect(ran()).toBe(2);
  });

  test('is not taken where nobody knows which Python it had', async () => {
    const python = { version: null, requirements: [] };
    const { run, ran } = await open();
    await run(cached({ python }));
    await run(cached({ python }));
    expect(ran()).toBe(2);
  });

  test.each<[string, Partial<PlanStep>, Partial<RuntimeDeps>]>([
    ['the step names its version', { python: { version: '3.12', requirements: [] } }, {}],
    [
      'it comes with an image',
      { python: { version: null, requirements: [] }, container: { image: 'a:1', options: null } },
      {},
    ],
    [
      'this machine’s own can be asked',
      { python: { version: null, requirements: [] } },
      { python: { found: async () => ({ python: '3.12.1' }) } },
    ],
    ['it needs none', {}, {}],
  ])('is taken where %s', async (_title, given, deps) => {
    const { run, ran } = await open(deps);
    await run(cached(given));
    await run(cached(given));
    expect(ran()).toBe(1);
  });

  test('that cannot be named is done, and stands for no other', async () => {
    const { run, ran } = await open();
    const broken = cached({ env: { X: '${{ fromJSON(params.none) }}' } });
    expect((await run(broken)).status).toBe('failed');
    expect((await run(broken)).status).toBe('failed');
    expect(ran()).toBe(0);
  });
});

describe('an attempt', () => {
  test('is handed its secrets, each asked for once, and nobody is asked where it names none', async () => {
    const asked: (readonly string[])[] = [];
    const secrets: RuntimeDeps['secrets'] = {
      read: async (names) => {
        asked.push([...names]);
        return Object.fromEntries(names.map((name) => [name, `value of ${name}`]));
      },
      whereToPut: 'nowhere',
    };
    const { run, host } = await open({ secrets });
    await run(aStep('a', { secrets: { ONE: 'TOKEN', OTHER: 'TOKEN' } }), aStep('b'));
    expect(asked).toEqual([['TOKEN']]);
    const of = (key: string) => host.started.find((each) => each.key === key)?.ticket.secrets;
    expect(of('a')).toEqual({ ONE: 'value of TOKEN', OTHER: 'value of TOKEN' });
    expect(of('b')).toEqual({});
  });

  test('that is told to stop while its secrets are read is never started', async () => {
    let stop = async (): Promise<void> => {};
    const secrets: RuntimeDeps['secrets'] = {
      read: async () => {
        await stop();
        return { TOKEN: 'secret' };
      },
      whereToPut: 'nowhere',
    };
    const { start, until, runtime, ran, store, troubles } = await open({ secrets });
    const { id } = await start(aPlan([aStep('a', { secrets: { ONE: 'TOKEN' } })]));
    stop = async () => void (await runtime.handle(id, CANCEL));
    expect((await until(id)).status).toBe('cancelled');
    await until(id, async () => (await store.outbox.pending(id)).length === 0);
    expect([ran(), troubles]).toEqual([0, []]);
  });

  test('without its secret ends at once, is never started, and says where to put it', async () => {
    const { run, ran } = await open();
    const { status, rows } = await run(aStep('a', { secrets: { ONE: 'TOKEN' } }));
    expect([status, ran()]).toEqual(['failed', 0]);
    expect(rows?.attempts).toMatchObject([
      { status: 'failed', class: 'failure', exitCode: null, startedAt: null },
    ]);
    expect(rows?.attempts[0]?.message).toContain('put it in .mlpipelines/.env');
  });

  test('is held by a lease of this process while it works, and by none once it is over', async () => {
    const { start, work, store, host, runtime } = await open();
    host.acts.set('a', stays);
    const { id } = await start(aPlan([aStep('a')]));
    const { stop } = work();
    const held = async () => (await store.leases.expired(Number.MAX_SAFE_INTEGER, [id])).length;
    await waitUntil(async () => (await held()) === 1);
    await runtime.report({ run: id, key: 'a', attempt: 1 }, succeeded());
    await waitUntil(async () => (await held()) === 0);
    await stop();
  });

  test('that was over before its start was written down is held by no lease', async () => {
    const { run, store } = await open();
    const { id } = await run(aStep('a'), aStep('b', { needs: ['a'] }));
    await waitUntil(async () => (await store.outbox.pending(id)).length === 0);
    expect(await store.leases.expired(Number.MAX_SAFE_INTEGER, [id])).toEqual([]);
  });

  test('is asked to end by its host, which says when it has', async () => {
    const { start, until, host, runtime, store } = await open();
    host.acts.set('a', stays);
    const { id } = await start(aPlan([aStep('a')]));
    await until(id, async () => host.started.length === 1);
    await runtime.handle(id, CANCEL);
    expect((await until(id)).status).toBe('cancelled');
    expect(host.cancelled).toEqual([{ run: id, key: 'a', attempt: 1 }]);
    expect((await store.runs.load(id))?.attempts).toMatchObject([{ status: 'cancelled' }]);
  });
});

describe('a checkpoint', () => {
  const checkpoint = {
    path: 'ck',
    save: 'on-quiet',
    everyMs: 1000,
    keep: 3,
    resume: 'auto',
  } as const;
  const saves = (bytes: Uint8Array) =>
    ({ type: 'checkpoint', at: 1, digest: digestOf(bytes), size: 0, files: 0 }) as const;
  const failing = ended({ status: 'failed', class: 'failure', exitCode: 1 });

  test.each(['never', 'auto'] as const)(
    'is gone on from where the step says: %s',
    async (resume) => {
      const { run, host } = await open();
      host.acts.set('train', () => [begun(), saves(EMPTY), failing]);
      const step = cached({ checkpoint: { ...checkpoint, resume } });
      await run(step);
      await run(step);
      const restored = host.started.map(({ ticket }) => ticket.checkpoint?.restore?.digest ?? null);
      expect(restored).toEqual([null, resume === 'auto' ? digestOf(EMPTY) : null]);
    },
  );

  test('of an earlier run is left alone where the folder itself is worked in', async () => {
    const { start, until, host } = await open();
    host.acts.set('train', () => [begun(), saves(EMPTY), failing]);
    const options = { maxParallel: null, noCache: false, deploy: true, exclude: {} };
    for (const inPlace of [false, true, false]) {
      const given = { tree: digestOf(EMPTY), options: { ...options, inPlace } };
      const { id } = await start(aPlan([cached({ checkpoint })]), given);
      await until(id);
    }
    const restored = host.started.map(({ ticket }) => ticket.checkpoint?.restore?.digest ?? null);
    expect(restored).toEqual([null, null, digestOf(EMPTY)]);
  });
});
