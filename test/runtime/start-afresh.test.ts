import { expect, it } from 'vitest';
import { encodeManifest } from '../../content/manifest/manifest.ts';
import { digestOf } from '../../app/domain/digest.ts';
import { aPlan, aStep } from '../support/build-plan.ts';
import { openRuntime, type TestRuntime } from '../support/open-runtime.ts';
import { begun, failed, succeeded } from '../support/script-host.ts';

const EMPTY = encodeManifest({ format: 1, single: false, entries: [] });
const OTHER = encodeManifest({ format: 1, single: false, entries: [{ path: 'a', type: 'dir' }] });
const checkpoint = {
  path: 'ck',
  save: 'on-quiet',
  everyMs: 1000,
  keep: 3,
  resume: 'auto',
} as const;
const TRAIN = aStep('train', { cache: { maxAgeMs: null }, files: [], checkpoint });
const PLAN = aPlan([TRAIN]);
const OPTIONS = { maxParallel: null, inPlace: false, noCache: false, deploy: true, exclude: {} };
const WHO = { trigger: 'local', actor: 'ada' };

/** Attempts of `train` save these checkpoints and end as they are told. */
async function openTraining() {
  const test = await openRuntime();
  await test.blobs.putBytes(EMPTY);
  await test.blobs.putBytes(OTHER);
  const saved = (bytes: Uint8Array, at: number) =>
    ({ type: 'checkpoint', at, digest: digestOf(bytes), size: 0, files: 0 }) as const;
  const ends = (end: ReturnType<typeof succeeded>) =>
    test.host.acts.set('train', () => [begun(), saved(OTHER, 1), saved(EMPTY, 2), end]);
  const run = async (noCache = false) => {
    const tree = digestOf(EMPTY);
    const { id } = await test.start(PLAN, { tree, options: { ...OPTIONS, noCache } });
    return test.until(id);
  };
  return { ...test, ends, run };
}

/** What the newest attempt went on from; null: nothing. */
function restored({ host }: TestRuntime): string | null | undefined {
  return host.started.at(-1)?.ticket.checkpoint?.restore?.digest ?? null;
}

it('a later run goes on with work that failed', async () => {
  const test = await openTraining();
  test.ends(failed());
  await test.run();
  await test.run();
  expect(restored(test)).toBe(digestOf(EMPTY));
});

it('work that succeeded is done anew, not gone on with', async () => {
  const test = await openTraining();
  test.ends(succeeded());
  const { id } = await test.run();
  const again = await test.runtime.rerun(id, { type: 'from', step: 'train' }, WHO);
  await test.until(again.id);
  expect([test.host.started.length, restored(test)]).toEqual([2, null]);
});

it('without the cache a run starts without the checkpoints of earlier runs', async () => {
  const test = await openTraining();
  test.ends(failed());
  await test.run();
  await test.run(true);
  expect([test.host.started.length, restored(test)]).toEqual([2, null]);
});

it('a checkpoint whose bytes are lost is passed over for the one before', async () => {
  const test = await openTraining();
  test.ends(failed());
  const { id } = await test.run();
  await test.blobs.remove(digestOf(EMPTY), Date.now() + 60_000);
  const again = await test.runtime.rerun(id, { type: 'failed' }, WHO);
  await test.until(again.id);
  expect(restored(test)).toBe(digestOf(OTHER));
});

it('a rerun from a step runs it whatever the cache holds, and a rerun of that one asks the cache again', async () => {
  const test = await openTraining();
  test.ends(succeeded());
  const { id } = await test.run();
  const from = await test.runtime.rerun(id, { type: 'from', step: 'train' }, WHO);
  await test.until(from.id);
  const all = await test.runtime.rerun(from.id, { type: 'all' }, WHO);
  await test.until(all.id);
  expect(test.host.started.length).toBe(2);
});
