import { mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openFolderBlobStore } from '../../../app/artifacts/folder/folder-blob-store.ts';
import { pinInputs, withPins } from '../../../app/cli/drive/pin-inputs.ts';
import type { LocalInput } from '../../../app/domain/input.ts';
import { stateFolderOf } from '../../../app/local/state-folder.ts';
import { aPlan, aStep } from '../../support/build-plan.ts';

const RAW: LocalInput = {
  uri: './data/raw',
  source: 'data/raw',
  mode: 'reference',
  pinned: null,
  path: 'data/raw',
  writable: false,
  optional: false,
};

async function openWithData() {
  const root = mkdtempSync(join(tmpdir(), 'mlp-pin-'));
  onTestFinished(() => rmSync(root, { recursive: true }));
  const file = join(root, 'data/raw/a.csv');
  mkdirSync(join(root, 'data/raw'), { recursive: true });
  writeFileSync(file, '1\n');
  const state = stateFolderOf(root);
  const blobs = await openFolderBlobStore(state.objects, { fsync: false });
  const pin = async (mode: LocalInput['mode'], purpose: 'look' | 'run', change = {}) => {
    const plan = aPlan([aStep('a', { inputs: { raw: { ...RAW, mode, ...change } } })]);
    const pinned = withPins(plan, await pinInputs({ state, blobs, purpose }, plan));
    const input = pinned.steps[0]?.inputs['raw'];
    return input !== undefined && 'uri' in input ? input.pinned : undefined;
  };
  const isStored = async (digest: string) => (await blobs.missing([digest])).size === 0;
  return { file, pin, isStored };
}

describe('data of this machine that a plan reads', () => {
  test('is fixed by content, the same for both modes, and stored only to be copied in a run', async () => {
    const { file, pin, isStored } = await openWithData();
    const read = await pin('reference', 'run');
    expect(read).toMatchObject({ type: 'dataset', path: 'data/raw', size: 2, files: 1 });
    expect(await pin('copy', 'look')).toEqual(read);
    expect(await isStored(read?.digest ?? '')).toBe(false);
    expect(await pin('copy', 'run')).toEqual(read);
    expect(await isStored(read?.digest ?? '')).toBe(true);
    writeFileSync(file, '2\n');
    expect((await pin('reference', 'run'))?.digest).not.toBe(read?.digest);
  });

  test('may be one file, or absent', async () => {
    const { pin } = await openWithData();
    const one = { source: 'data/raw/a.csv' };
    expect(await pin('reference', 'look', one)).toMatchObject({ type: 'file', size: 2 });
    expect(await pin('reference', 'look', { source: 'data/none' })).toBe(null);
  });

  test('is not copied above 10 GiB, before a byte of it is read', async () => {
    const { file, pin } = await openWithData();
    truncateSync(file, 10 * 1024 ** 3 + 1);
    await expect(pin('copy', 'run')).rejects.toThrow(/data\/raw holds 10 GiB.* at most 10 GiB/);
  });
});
