import { readdir, readFile, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { withLock } from '../../../action/executor/python/lock-file.ts';
import { removeTree } from '../../../action/executor/workspace/remove-tree.ts';
import { bytesIn, changedAt, foldersIn, YOUNG_MS, type Leftover } from './leftover.ts';

/**
 * No run lasts longer than 35 days, and each attempt that uses an environment says so: what nothing has used for longer
 * is in use by no clone. It is built again when a step wants it.
 */
const UNUSED_MS = 60 * 24 * 3_600_000;

/** How long the lock is waited for; whoever holds it is building. */
const LOCK_MS = 500;

/** Python environments that no clone has used for long, and what killed builds left, in the folder that all clones share. */
export async function environmentLeftovers(
  environments: string,
  now: number,
): Promise<readonly Leftover[]> {
  const folders = await foldersIn(environments);
  const ready = new Map<string, string>();
  for (const name of await readdir(environments).catch(() => [])) {
    if (!name.endsWith(POINTER)) continue;
    const folder = await readFile(join(environments, name), 'utf8').catch(() => '');
    // By its name alone: another clone may know this folder by another path.
    if (folder !== '') ready.set(basename(folder), name);
  }
  const found: Leftover[] = [];
  for (const folder of folders.filter((name) => BUILT.test(name))) {
    const path = join(environments, folder);
    const pointer = ready.get(folder);
    const usedAt = await changedAt(pointer === undefined ? path : join(environments, pointer));
    const limit = pointer === undefined ? YOUNG_MS : UNUSED_MS;
    if (usedAt === null || now - usedAt < limit) continue;
    const kind = pointer === undefined ? 'unfinished build' : 'environment';
    const bytes = await bytesIn(path);
    found.push({ kind, path, bytes, remove: () => remove(path, pointer ?? null, now - limit) });
  }
  return found;
}

const POINTER = '.ready';
/** As `prepare-python.ts` names what it builds: the environment's digest, and a try. */
const BUILT = /-[0-9a-f]{8}$/;

/** Under the lock of its builds: the pointer first, so that nobody starts to use what goes. */
async function remove(path: string, pointer: string | null, unlessUsedSince: number) {
  const place = path.replace(BUILT, '');
  const signal = AbortSignal.timeout(LOCK_MS);
  const work = async (): Promise<void> => {
    const used = pointer === null ? null : join(dirname(path), pointer);
    const usedAt = await changedAt(used ?? path);
    if (usedAt === null || usedAt > unlessUsedSince) return;
    if (used !== null) await rm(used, { force: true });
    await removeTree(path);
  };
  await withLock(`${place}.lock`, signal, work).catch((error: unknown) => {
    if (!signal.aborted) throw error;
  });
}
