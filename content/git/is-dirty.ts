import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import { runGit } from './run-git.ts';
import { usersFilters } from './users-filters.ts';

/** Whose filters git may run: the user's, or also those that the repository's own configuration names. */
export type Filters = 'of-user' | 'of-repository';

/**
 * Whether a checkout, or this folder of one, has changes, or files that git neither holds nor ignores. Where git cannot
 * tell by a file's time it has the contents filtered as `git add` would (https://git-scm.com/docs/racy-git); a file whose
 * filter may not run counts as changed then. Throws `GitFailure`.
 *
 * Submodules are asked one by one: left to itself, git starts in each with the settings meant for the outer one.
 */
export async function isDirty(folder: string, filters: Filters): Promise<boolean> {
  const settings = filters === 'of-user' ? await usersFilters(folder) : [];
  // `-c a=b=c` sets `a`: such a filter cannot be switched off.
  if (settings.some(([name]) => name.includes('='))) return true;
  if ((await runGit(folder, STATUS, settings)) !== '') return true;
  for (const submodule of await submodulesOf(folder)) {
    if (await isDirty(submodule, filters)) return true;
  }
  return false;
}

const STATUS = [
  'status',
  '--porcelain',
  '--untracked-files=normal',
  // Only whether another commit is checked out in one.
  '--ignore-submodules=dirty',
  '.',
] as const;

// https://git-scm.com/docs/git-ls-files#_output: mode, object, stage, a tab, the name.
const SUBMODULE = /^160000 .*\t([^]+)$/;

/** Those that were fetched. */
async function submodulesOf(folder: string): Promise<readonly string[]> {
  const entries = (await runGit(folder, ['ls-files', '-z', '--stage'])).split('\0');
  const folders = entries.flatMap((entry) => {
    const name = SUBMODULE.exec(entry)?.[1];
    // `./`: this very folder, a submodule whose `.git` is none.
    return name === undefined || name === './' ? [] : [join(folder, name)];
  });
  const fetched = await Promise.all(
    folders.map((one) => lstat(join(one, '.git')).catch(() => null)),
  );
  return folders.filter((_, at) => fetched[at] !== null);
}
