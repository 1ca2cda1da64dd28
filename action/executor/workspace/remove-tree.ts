import { rmdirSync } from 'node:fs';
import { chmod, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { hasCode } from '../../../content/storage-error.ts';

const TRIES = 3;
const REST_MS = 100;

/**
 * Removes a folder with all that is in it, folders that a step made unwritable too. What is not there is no error. Throws
 * what the system says when something stays.
 */
export async function removeTree(path: string): Promise<void> {
  if (isGoneAtOnce(path)) return;
  try {
    await rm(path, { recursive: true, force: true });
  } catch {
    await makeWritable(path);
    await removePatiently(path);
  }
}

// Most folders of an attempt are empty at its end; that is quicker done than handed to the thread pool.
function isGoneAtOnce(path: string): boolean {
  try {
    rmdirSync(path);
    return true;
  } catch {
    return false;
  }
}

// Who still wrote into it may have ended meanwhile. Not by `maxRetries`: that tries anew at each level of the tree, so
// that one thing which stays costs the more, the deeper it lies.
async function removePatiently(path: string): Promise<void> {
  for (let tried = 1; ; tried += 1) {
    try {
      return await rm(path, { recursive: true, force: true });
    } catch (error) {
      if (tried === TRIES) throw error;
    }
    await sleep(REST_MS);
  }
}

async function makeWritable(folder: string): Promise<void> {
  try {
    await chmod(folder, 0o700);
    for (const item of await readdir(folder, { withFileTypes: true })) {
      if (item.isDirectory()) await makeWritable(join(folder, item.name));
    }
  } catch (error) {
    // What the first try is still removing goes by itself.
    if (!hasCode(error, 'ENOENT')) throw error;
  }
}
