import { join } from 'node:path';
import { openFolderBlobStore } from '../app/artifacts/folder/folder-blob-store.ts';
import { openHashMemo } from '../content/hash-memo.ts';
import { restoreTree } from '../content/restore-tree.ts';
import { saveTree } from '../content/save-tree.ts';

// One operation of bench/artifacts.ts in a process of its own, so that its peak memory is its own. Prints JSON.
const [operation, place = '', digest = ''] = process.argv.slice(2);
const begin = performance.now();
const blobs = await openFolderBlobStore(join(place, 'store'));
const result = operation === 'save' ? await save() : await restore();
const ms = performance.now() - begin;
console.log(JSON.stringify({ ms, peakMb: process.resourceUsage().maxRSS / 1024, digest: result }));

async function save(): Promise<string> {
  const memo = await openHashMemo(join(place, 'memo'));
  const saved = await saveTree(blobs, join(place, 'source'), { memo });
  await memo.flush();
  return saved.digest;
}

async function restore(): Promise<string> {
  await restoreTree(blobs, digest, join(place, 'restored'));
  return digest;
}
