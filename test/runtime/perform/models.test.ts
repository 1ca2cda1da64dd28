import { describe, expect, test } from 'vitest';
import { digestOf } from '../../../app/domain/digest.ts';
import type { RunRequest } from '../../../app/domain/run/run.ts';
import type { PlanStep, RegisterSpec } from '../../../app/domain/plan.ts';
import { encodeManifest } from '../../../content/manifest/manifest.ts';
import { aPlan, aStep } from '../../support/build-plan.ts';
import { aPlace } from '../../support/hosted.ts';
import { openRuntime } from '../../support/open-runtime.ts';
import { begun, failed, succeeded } from '../../support/script-host.ts';

const [ONE, OTHER] = [
  encodeManifest({ format: 1, single: false, entries: [] }),
  encodeManifest({ format: 1, single: false, entries: [{ path: 'a', type: 'dir' }] }),
];
const outputs = { model: { type: 'model', path: 'model', optional: false } } as const;
const TRAIN = aStep('train', { outputs });
const from = { type: 'output', step: 'train', name: 'model' } as const;
const REGISTERED = { model: 'churn', metrics: 'train', alias: 'candidate', from } as const;

const registers = (given: Partial<RegisterSpec> = {}) =>
  aStep('register', {
    needs: ['train'],
    action: { type: 'register', register: { ...REGISTERED, ...given } },
  });
const promotes = (...from: readonly string[]) =>
  aStep('deploy', {
    needs: ['register'],
    promote: from.map((step) => ({ from: step, alias: 'production' })),
  });

/** `model`: what the training leaves; null: nothing. */
async function open() {
  const test = await openRuntime();
  for (const bytes of [ONE, OTHER]) await test.blobs.putBytes(bytes);
  const trained = (model: Uint8Array | null, auc = 0.9) => {
    const made = { type: 'model', path: 'model', size: 0, files: 0 } as const;
    const artifacts = model === null ? {} : { model: { ...made, digest: digestOf(model) } };
    test.host.acts.set('train', () => [begun(), succeeded({ metrics: { auc }, artifacts })]);
  };
  trained(ONE);
  return {
    ...test,
    trained,
    run: async (steps: readonly PlanStep[], given: Partial<RunRequest> = {}) => {
      const { id } = await test.start(aPlan([TRAIN, ...steps]), given);
      const header = await test.until(id);
      const rows = (await test.store.runs.load(id))?.steps ?? [];
      const attempts = (await test.store.runs.load(id))?.attempts ?? [];
      const messageOf = (key: string) => attempts.find((each) => each.key === key)?.message;
      const row = (key: string) => rows.find((each) => each.key === key);
      return { id, status: header.status, messageOf, row };
    },
    versions: async () =>
      (await test.store.registry.versions('churn')).map(({ version }) => version),
    aliases: async () =>
      (await test.store.registry.aliases('churn')).map(
        ({ alias, version }) => `${alias} ${version}`,
      ),
  };
}

describe('a model that is registered', () => {
  test('gives its number and its bytes to the steps behind it', async () => {
    const { run } = await open();
    const { row, status } = await run([registers()]);
    expect(status).toBe('succeeded');
    expect(row('register')).toMatchObject({
      outputs: { version: 1 },
      artifacts: { model: { digest: digestOf(ONE), type: 'model' } },
      metrics: {},
      facts: {},
    });
  });

  test('has no alias where its step names none', async () => {
    const { run, versions, aliases } = await open();
    await run([registers({ alias: null })]);
    expect([await versions(), await aliases()]).toEqual([[1], []]);
  });

  test('keeps its number while bytes and metrics are the same, and has a new one where either differs', async () => {
    const { run, versions, trained, aliases } = await open();
    for (const [model, auc] of [
      [ONE, 0.9],
      [ONE, 0.9],
      [ONE, 0.8],
      [OTHER, 0.9],
      [ONE, 0.9],
    ] as const) {
      trained(model, auc);
      await run([registers()]);
    }
    expect(await versions()).toEqual([3, 2, 1]);
    expect(await aliases()).toEqual(['candidate 1']);
  });

  test('is measured by the step that it names, or by none', async () => {
    const { run, store } = await open();
    await run([registers()]);
    await run([registers({ metrics: null })]);
    const versions = await store.registry.versions('churn');
    expect(versions.map(({ metrics, metricsStep }) => [metrics, metricsStep])).toEqual([
      [{}, null],
      [{ auc: 0.9 }, 'train'],
    ]);
  });

  test('moves an alias that points to it already no second time', async () => {
    const { run, store } = await open();
    await run([registers()], { actor: 'ada' });
    await run([registers()], { actor: 'grace' });
    expect((await store.registry.history('churn')).map(({ movedBy }) => movedBy)).toEqual(['ada']);
  });

  test('has its alias moved by what started the run where nobody did', async () => {
    const { run, store } = await open();
    await run([registers()], { actor: null, trigger: 'schedule' });
    const [moved] = await store.registry.history('churn');
    expect(moved).toMatchObject({ movedBy: 'schedule', from: null, version: 1 });
  });

  test('leaves its alias where it is in a run of a branch that is not protected, and says so', async () => {
    const { run, store } = await open();
    const hosted = aPlace(7, { trust: 'writer' });
    const { status, messageOf, id } = await run([registers()], { hosted });
    expect(status).toBe('succeeded');
    expect(messageOf('register')).toBe(
      'churn@candidate stays where it is: only runs of a protected branch move it',
    );
    expect(await store.registry.ofRun(id)).toHaveLength(1);
  });

  test('is none where the step before left none: its step is skipped', async () => {
    const { run, trained, versions } = await open();
    trained(null);
    const { row } = await run([registers()]);
    expect(row('register')?.result).toBe('skipped');
    expect(await versions()).toEqual([]);
  });
});

describe('a model of a matrix', () => {
  test('is none of its cells: nothing is registered, and the step fails', async () => {
    const { start, until, host, store } = await open();
    const cells = { type: 'static', cells: [{ seed: 1 }, { seed: 2 }] } as const;
    const matrix = { cells, maxParallel: null, failFast: false };
    const made = {
      type: 'model',
      path: 'model',
      size: 0,
      files: 0,
      digest: digestOf(ONE),
    } as const;
    for (const seed of [1, 2]) {
      host.acts.set(`train[seed=${seed}]`, () => [
        begun(),
        succeeded({ artifacts: { model: made } }),
      ]);
    }
    const { id } = await start(aPlan([{ ...TRAIN, matrix }, registers()]));
    expect((await until(id)).status).toBe('failed');
    const rows = (await store.runs.load(id))?.steps ?? [];
    expect(rows.find(({ key }) => key === 'register')?.reason).toMatch(
      /^it registers one model, but train made one in each cell/,
    );
    expect(await store.registry.versions('churn')).toEqual([]);
  });
});

describe('a step that promotes', () => {
  test('moves no alias where a step that it names registered nothing, and says which', async () => {
    const { run, aliases } = await open();
    const { row, status } = await run([registers(), promotes('register', 'train')]);
    expect(status).toBe('failed');
    expect(JSON.stringify(row('deploy'))).toContain('train registered no version in this run');
    expect(await aliases()).toEqual(['candidate 1']);
  });

  test('moves none in a run of a branch that is not protected', async () => {
    const { run } = await open();
    const hosted = aPlace(7, { trust: 'writer' });
    const { row, status } = await run([registers({ alias: null }), promotes('register')], {
      hosted,
    });
    expect(status).toBe('failed');
    expect(JSON.stringify(row('deploy'))).toContain('only runs of a protected branch move aliases');
  });

  test('moves none where its own command failed', async () => {
    const { run, host, aliases } = await open();
    host.acts.set('deploy', () => [begun(), failed()]);
    const { status } = await run([registers(), promotes('register')]);
    expect(status).toBe('failed');
    expect(await aliases()).toEqual(['candidate 1']);
  });
});
