import { expect, it } from 'vitest';
import { encodeManifest } from '../../content/manifest/manifest.ts';
import type { ArtifactRef } from '../../app/domain/artifact.ts';
import { digestOf } from '../../app/domain/digest.ts';
import { aPlan, aStep } from '../support/build-plan.ts';
import { openRuntime, type TestRuntime } from '../support/open-runtime.ts';
import { begun, ended, failed, succeeded } from '../support/script-host.ts';

const CONTENT = Buffer.from('rows');
const file = {
  path: '.',
  type: 'file',
  mode: 0o644,
  size: CONTENT.length,
  digest: digestOf(CONTENT),
} as const;
const MANIFEST = encodeManifest({ format: 1, single: true, entries: [file] });
const rows: ArtifactRef = {
  digest: digestOf(MANIFEST),
  type: 'file',
  path: 'rows.csv',
  size: CONTENT.length,
  files: 1,
};
const DATA = aStep('data', {
  cache: { maxAgeMs: null },
  files: [],
  outputs: { rows: { type: 'file', path: 'rows.csv', optional: false } },
});
const input = { step: 'data', output: 'rows', path: null, writable: false, optional: false };
const TRAIN = aStep('train', { needs: ['data'], inputs: { rows: input } });
const PLAN = aPlan([DATA, TRAIN]);
const LOST = { status: 'failed', class: 'lost-input', message: 'input rows is lost.' } as const;
const WHO = { trigger: 'local', actor: 'ada' };

/** A step `data` whose attempts store what they make, on a tree that is stored. */
async function openWithData() {
  const test = await openRuntime();
  const save = async () => {
    await test.blobs.putBytes(CONTENT);
    await test.blobs.putBytes(MANIFEST);
  };
  await save();
  const tree = digestOf(encodeManifest({ format: 1, single: false, entries: [] }));
  await test.blobs.putBytes(encodeManifest({ format: 1, single: false, entries: [] }));
  test.host.acts.set('data', () => [begun(), succeeded({ artifacts: { rows } })]);
  const run = async () => {
    const { id } = await test.start(PLAN, { tree });
    return test.until(id);
  };
  return { ...test, save, run };
}

function lose({ blobs }: TestRuntime): Promise<boolean> {
  return blobs.remove(file.digest, Date.now() + 60_000);
}

async function rowOf({ store }: TestRuntime, run: string, key: string) {
  return (await store.runs.load(run))?.steps.find((row) => row.key === key);
}

it('a hit whose bytes are missing is a miss, said aloud, and its entry is gone', async () => {
  const test = await openWithData();
  const first = await test.run();
  expect((await rowOf(test, (await test.run()).id, 'data'))?.cached).toBe(true);
  await lose(test);
  const third = await test.run();
  expect(await rowOf(test, third.id, 'data')).toMatchObject({ cached: false, result: 'success' });
  expect(test.troubles).toEqual([
    'data runs again: bytes that it left in an earlier run are missing or damaged.',
  ]);
  await test.save();
  const fourth = await test.run();
  // Not from the first run again, though its bytes are back: that entry was deleted.
  expect((await rowOf(test, fourth.id, 'data'))?.takenFrom?.run).toBe(third.id);
  expect(first.id).not.toBe(third.id);
});

it('an entry whose bytes were missing is gone although what came instead of it failed', async () => {
  const test = await openWithData();
  await test.run();
  await lose(test);
  test.host.acts.set('data', () => [begun(), failed()]);
  const { id } = await test.run();
  // What its key was made of is kept all the same, for whoever asks why it ran.
  expect(await test.store.cache.partsOf(id, 'data')).not.toBe(null);
  await test.save();
  const next = await test.run();
  expect(await rowOf(test, next.id, 'data')).toMatchObject({ cached: false, result: 'failure' });
});

it('input that is found lost ends the attempt, names the command that makes it again, and forgets the entry', async () => {
  const test = await openWithData();
  test.host.acts.set('train', () => {
    return [begun(), ended(LOST)];
  });
  const run = await test.start(PLAN);
  test.host.onStart = ({ key }) => void (key === 'train' && lose(test));
  expect((await test.until(run.id)).status).toBe('failed');
  expect(await rowOf(test, run.id, 'data')).toMatchObject({ result: 'success' });
  expect(await rowOf(test, run.id, 'train')).toMatchObject({
    result: 'failure',
    attempt: 1,
    reason: `input rows is lost. Make it again: mlpipelines rerun ${run.number} --from data`,
  });
});

it('a rerun does not take over what is lost', async () => {
  const test = await openWithData();
  test.host.acts.set('train', () => [begun(), failed()]);
  const { id } = await test.run();
  test.host.acts.delete('train');
  await lose(test);
  const again = await test.runtime.rerun(id, { type: 'failed' }, WHO);
  expect((await test.until(again.id)).status).toBe('succeeded');
  expect(test.host.order).toEqual(['data', 'train', 'data', 'train']);
});
