import { mkdirSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { LostBlob } from '../../../content/blob-store.ts';
import { digestOfBytes } from '../../../content/digest-of-bytes.ts';
import { InvalidTree } from '../../../content/manifest/check-entries.ts';
import { decodeManifest, measureManifest } from '../../../content/manifest/manifest.ts';
import { restoreTree } from '../../../content/restore-tree.ts';
import { saveTree } from '../../../content/save-tree.ts';
import { StorageError } from '../../../content/storage-error.ts';
import { memoryBlobStore } from '../../content/memory-blob-store.ts';
import { firstBroken, type Broken } from '../door.ts';
import { unless } from './unless.ts';

/** A manifest that is read is restored as it says and saved as it was. */
export async function takeManifest(place: string, input: Buffer): Promise<Broken> {
  const manifest = unless(InvalidTree, () => decodeManifest(input));
  if (manifest === null) return null;
  const { size, files } = measureManifest(manifest);
  if (size < 0 || files < 0) return 'it has less than nothing';
  // Thousands of folders in each other are made and removed one by one, with a pause after each.
  if (manifest.entries.some(({ path }) => path.split('/').length > 100)) return null;
  const blobs = memoryBlobStore();
  for (const text of ['x', input]) await blobs.putBytes(Buffer.from(text));
  const root = join(place, 'restored');
  try {
    await restoreTree(blobs, digestOfBytes(input), root);
    const { digest, size: saved } = await saveTree(blobs, root);
    // Of what a manifest says only the size is believed.
    return firstBroken({
      'it is saved as it was': digest === digestOfBytes(input) || saved !== size,
    });
  } catch (error) {
    // Sizes may lie, digests may name nothing, and a file system may have room for less.
    const isTold = [LostBlob, InvalidTree, StorageError].some((kind) => error instanceof kind);
    if (!isTold) throw error;
    return null;
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

/** A folder of files with these names, each a line. */
export async function takeNames(place: string, input: Buffer): Promise<Broken> {
  const [root, again] = [join(place, 'names'), join(place, 'names-again')];
  mkdirSync(root);
  try {
    for (const name of input.toString('latin1').split('\n').slice(0, 40)) plantOne(root, name);
    const blobs = memoryBlobStore();
    const { digest } = await saveTree(blobs, root);
    await restoreTree(blobs, digest, again);
    const { digest: second } = await saveTree(blobs, again);
    return firstBroken({ 'it is the same tree': digest === second });
  } catch (error) {
    if (!(error instanceof InvalidTree)) throw error;
    return null;
  } finally {
    for (const folder of [root, again]) await rm(folder, { recursive: true, force: true });
  }
}

/** A file of a name of any bytes that Linux lets be one. */
function plantOne(root: string, name: string): void {
  if (name === '' || name === '.' || name === '..' || /[\0/]/.test(name) || name.length > 250)
    return;
  writeFileSync(Buffer.concat([Buffer.from(`${root}/`), Buffer.from(name, 'latin1')]), 'x');
}
