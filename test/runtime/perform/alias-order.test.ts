import { expect, test } from 'vitest';
import { digestOf } from '../../../app/domain/digest.ts';
import type { ModelAlias } from '../../../app/domain/model.ts';
import { encodeManifest } from '../../../content/manifest/manifest.ts';
import type { Repository } from '../../../app/runtime/ports/host.ts';
import { aPlan, aStep } from '../../support/build-plan.ts';
import { openRuntime } from '../../support/open-runtime.ts';
import { begun, succeeded } from '../../support/script-host.ts';

const outputs = { model: { type: 'model', path: 'model', optional: false } } as const;
const TRAIN = aStep('train', { outputs });
const REGISTER = aStep('register', {
  needs: ['train'],
  action: {
    type: 'register',
    register: {
      model: 'churn',
      metrics: null,
      alias: 'candidate',
      from: { type: 'output', step: 'train', name: 'model' },
    },
  },
});
const DEPLOY = aStep('deploy', {
  needs: ['register'],
  promote: [{ from: 'register', alias: 'production' }],
});

/** Commits are `1`, `2` and so on, each the child of the one before. `asked`: is done while version control is asked. */
async function open(asked: () => Promise<void> = async () => {}) {
  const repository: Repository = {
    baseCommits: async () => [],
    isBehind: async (run, other) => {
      await asked();
      return Number(run.sha) < Number(other.sha);
    },
  };
  const test = await openRuntime({ repository });
  const { store, host, blobs } = test;
  const play = async (sha: string, bytes: number) => {
    const entries = Array.from(
      { length: bytes },
      (_, place) => ({ path: `p${place}`, type: 'dir' }) as const,
    );
    const model = encodeManifest({ format: 1, single: false, entries });
    await blobs.putBytes(model);
    const made = { type: 'model', path: 'model', size: 0, files: 0 } as const;
    const artifacts = { model: { ...made, digest: digestOf(model) } };
    host.acts.set('train', () => [begun(), succeeded({ artifacts })]);
    const { id } = await test.start(aPlan([TRAIN, REGISTER, DEPLOY]), { sha });
    await test.until(id);
    const { steps = [], attempts = [] } = (await store.runs.load(id)) ?? {};
    return {
      id,
      deploy: steps.find(({ key }) => key === 'deploy'),
      register: attempts.find(({ key }) => key === 'register')?.message,
    };
  };
  const at = async (alias: string) => store.registry.alias('churn', alias);
  return { ...test, play, at };
}

test('an older commit moves no alias back on a laptop, and is told the way to do so', async () => {
  const { play, at } = await open();
  await play('1', 1);
  const newer = await play('2', 2);
  const { deploy, register } = await play('1', 3);
  expect(deploy?.result).toBe('failure');
  const why = 'is at v2 of the newer commit 2';
  expect(deploy?.reason).toContain(`churn@production ${why}`);
  expect(deploy?.reason).toContain('run `mlpipelines models rollback churn@production`');
  expect(register).toContain(`churn@candidate stays where it is: churn@candidate ${why}`);
  expect(await at('production')).toMatchObject({ version: 2, run: newer.id });
  expect(await at('candidate')).toMatchObject({ version: 2, run: newer.id });
});

test('an alias that was moved while version control was asked is looked at anew', async () => {
  let meanwhile: (() => Promise<void>) | null = null;
  const { play, at, store } = await open(async () => {
    const now = meanwhile;
    meanwhile = null;
    await now?.();
  });
  await play('1', 1);
  const newest = await play('3', 3);
  // Back by hand, so that a run of commit 2 may move it, until somebody is faster.
  const to = async (run: string, version: number): Promise<void> => {
    const before = await at('candidate');
    const alias: ModelAlias = {
      model: 'churn',
      alias: 'candidate',
      version,
      run,
      movedAt: (before?.movedAt ?? 0) + 1,
      movedBy: 'ada',
    };
    await store.commit([{ type: 'alias.move', alias, from: before?.version ?? null, before }]);
  };
  const [first] = (await store.registry.versions('churn')).slice(-1);
  await to(first?.run ?? '', 1);
  meanwhile = () => to(newest.id, 2);
  const { register } = await play('2', 5);
  expect(register).toContain('is at v2 of the newer commit 3');
  expect(await at('candidate')).toMatchObject({ version: 2, run: newest.id });
});

test('a run that is cancelled while version control is asked says nothing of an alias any more', async () => {
  let meanwhile: (() => Promise<void>) | null = null;
  const { play, runtime, store, troubles, host, until } = await open(async () => {
    const now = meanwhile;
    meanwhile = null;
    await now?.();
  });
  await play('2', 2);
  let deploys = 0;
  const isDeploying = async (run: string) =>
    (await store.runs.load(run))?.steps.some(
      ({ key, state }) => key === 'deploy' && state === 'starting',
    ) === true;
  const cancel = async (): Promise<void> => {
    const newest = (await store.runs.find('latest')) ?? '';
    // The step that registers asks, too.
    if (!(await isDeploying(newest))) return void (meanwhile = cancel);
    deploys += 1;
    await runtime.handle(newest, {
      type: 'run.cancel-requested',
      by: 'ada',
      reason: 'no',
      forced: false,
    });
  };
  meanwhile = cancel;
  const { id, deploy } = await play('1', 1);
  expect([deploys, deploy?.result]).toEqual([1, 'cancelled']);
  await until(id, async () => (await store.outbox.pending(id)).length === 0);
  expect(host.order.filter((key) => key === 'deploy')).toHaveLength(1);
  expect(troubles).toEqual([]);
});

test('who puts an alias where it is already holds it: what is older moves it no more', async () => {
  const { play, at, store } = await open();
  const first = await play('1', 1);
  const third = await play('3', 1);
  expect(await at('production')).toMatchObject({
    version: 1,
    run: first.id,
    held: { run: third.id, key: 'deploy' },
  });
  const { deploy } = await play('2', 2);
  expect(deploy?.reason).toContain('is at v1 of the newer commit 3');
  expect(await store.registry.history('churn')).toHaveLength(2);
});

test('bytes that were given up and are made again are told to be', async () => {
  const { play, store } = await open();
  const first = await play('1', 1);
  await play('2', 2);
  const mark = { model: 'churn', version: 1, by: 'ada', at: 0, reason: 'leaks the label' } as const;
  const committed = await store.commit([
    { type: 'model.mark', mark: { ...mark, mark: 'deleted' } },
  ]);
  expect(committed.type).toBe('committed');
  const { register } = await play('3', 1);
  expect(register).toBe(
    'registered as v3, though it is the same as one that was given up: churn v1 was deleted by ada on 1970-01-01: leaks the label',
  );
  expect(first.register).toBe(null);
});
