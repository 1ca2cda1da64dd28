import { lstat, readdir, readlink, rm } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { removeTree } from '../../../action/executor/workspace/remove-tree.ts';
import type { StateFolder } from '../../local/state-folder.ts';
import { bytesIn, changedAt, foldersIn, YOUNG_MS, type Leftover } from './leftover.ts';

export type Runs = {
  /** Those that the store knows. */
  readonly known: (runs: readonly string[]) => Promise<ReadonlySet<string>>;
  /** Whether anything may still work in its workspace. */
  readonly isLive: (run: string) => Promise<boolean>;
};

/**
 * Logs of runs that were forgotten, and workspaces whose supervisor was killed before it could remove them. `forgotten`:
 * runs that count as forgotten although they are still known.
 */
export async function runLeftovers(
  { logs, work }: StateFolder,
  runs: Runs,
  { forgotten, now }: { readonly forgotten: ReadonlySet<string>; readonly now: number },
): Promise<readonly Leftover[]> {
  const found: Leftover[] = [];
  const withLogs = (await foldersIn(logs)).filter((name) => isRun(name));
  const known = await runs.known(withLogs);
  for (const run of withLogs) {
    if (!known.has(run) || forgotten.has(run)) found.push(await folderOf('log', join(logs, run)));
  }
  for (const run of (await foldersIn(work)).filter((name) => isRun(name))) {
    const path = join(work, run);
    const isUnused = async () => !(await isYoung(path, now)) && !(await runs.isLive(run));
    if (!(await isUnused())) continue;
    const remove = async () => {
      // A person may have resumed the run since.
      if (await isUnused()) await removeTree(path);
    };
    found.push({ ...(await folderOf('workspace', path)), remove });
  }
  return found;
}

/** Short names for workspaces, in the folder for temporary files, whose workspace is gone. */
export async function removeShortNames(temporary: string, { work }: StateFolder): Promise<void> {
  const names = await readdir(temporary).catch(() => []);
  for (const name of names.filter((each) => /^mlp-[A-Za-z0-9]{6}$/.test(each))) {
    const folder = join(temporary, name);
    const target = await readlink(join(folder, 'w')).catch(() => null);
    if (target === null || !target.startsWith(work + sep)) continue;
    if ((await lstat(target).catch(() => null)) === null) {
      await rm(folder, { recursive: true, force: true });
    }
  }
}

// A ULID, lower case, as all runs are named; nothing else in these folders is ours to remove.
function isRun(name: string): boolean {
  return /^[0-9a-hjkmnp-tv-z]{26}$/.test(name);
}

async function folderOf(kind: Leftover['kind'], path: string): Promise<Leftover> {
  return { kind, path, bytes: await bytesIn(path), remove: () => removeTree(path) };
}

async function isYoung(path: string, now: number): Promise<boolean> {
  const at = await changedAt(path);
  return at === null || now - at < YOUNG_MS;
}
