import { lstat, readdir, readlink, rm } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { removeTree } from '../../../action/executor/workspace/remove-tree.ts';
import type { StateFolder } from '../../local/state-folder.ts';
import { COMPARED } from '../../comparing/open-comparing.ts';
import { bytesIn, changedAt, foldersIn, runsIn, YOUNG_MS, type Leftover } from './leftover.ts';

export type Runs = {
  /** Those that were forgotten, or would be. */
  readonly forgotten: readonly string[];
  /** Those that the store does not know and that wrote nothing for long. */
  readonly unknown: readonly string[];
  /** Whether anything may still work in its workspace. */
  readonly isLive: (run: string) => Promise<boolean>;
};

/** Logs of runs that are gone, and workspaces whose supervisor was killed before it could remove them. */
export async function runLeftovers(
  { logs, work, comparing }: StateFolder,
  runs: Runs,
  now: number,
): Promise<readonly Leftover[]> {
  const found: Leftover[] = [];
  const [forgotten, unknown] = [new Set(runs.forgotten), new Set(runs.unknown)];
  for (const run of await runsIn(logs)) {
    if (forgotten.has(run)) found.push(await folderOf('log', join(logs, run)));
    else if (unknown.has(run)) found.push(await folderOf('unknown log', join(logs, run)));
  }
  for (const run of await runsIn(work)) {
    const path = join(work, run);
    const isUnused = async () => !(await isYoung(path, now)) && !(await runs.isLive(run));
    if (!(await isUnused())) continue;
    const remove = async () => {
      // A person may have resumed the run since.
      if (await isUnused()) await removeTree(path);
    };
    found.push({ ...(await folderOf('workspace', path)), remove });
  }
  // Copies of what was being compared when its process was killed.
  for (const name of await foldersIn(comparing)) {
    const path = join(comparing, name);
    const isOurs = name.startsWith(COMPARED);
    if (isOurs && !(await isYoung(path, now))) found.push(await folderOf('examples', path));
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

async function folderOf(kind: Leftover['kind'], path: string): Promise<Leftover> {
  return { kind, path, bytes: await bytesIn(path), remove: () => removeTree(path) };
}

async function isYoung(path: string, now: number): Promise<boolean> {
  const at = await changedAt(path);
  return at === null || now - at < YOUNG_MS;
}
