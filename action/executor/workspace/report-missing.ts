import { lstat, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { asksForLfs, isLfsPointer, LONGEST_POINTER } from '../../../content/git/lfs-pointers.ts';
import type { Found } from '../../../content/walk-tree.ts';

const REMEDY =
  'Run `mlpipelines init --update` and merge what it changes: then .github/workflows/mlpipelines.yml makes jobs check it out.';

type Listing = {
  readonly found: readonly Found[];
  /** What the step gets of it. */
  readonly selected: readonly Found[];
};

/**
 * Says what of a job's checkout is not what a laptop's would be, since its workflow file is older than what asks for it:
 * pointers of Git LFS in the place of files that the step gets, and submodules that are empty.
 */
export async function reportMissing(
  checkout: string,
  { found, selected }: Listing,
  say: (line: string) => void,
): Promise<void> {
  const pointer = await firstPointer(checkout, { found, selected });
  if (pointer !== null) {
    say(`${pointer} is a Git LFS pointer, not the file. ${REMEDY}`);
  }
  const empty = new Set(selected.flatMap(({ path, type }) => (type === 'dir' ? path : [])));
  const hasSubmodules = empty.size > 0 && filesOf(found).includes('.gitmodules');
  for (const path of hasSubmodules ? await submodules(checkout) : []) {
    if (empty.has(path)) say(`Submodule ${path} is empty. ${REMEDY}`);
  }
}

async function firstPointer(
  checkout: string,
  { found, selected }: Listing,
): Promise<string | null> {
  if (!(await asksForLfs(checkout, filesOf(found)))) return null;
  for (const path of filesOf(selected)) {
    const file = join(checkout, path);
    if ((await lstat(file)).size < LONGEST_POINTER && (await isLfsPointer(file))) return path;
  }
  return null;
}

/** No links: where one leads is not for us to read. */
function filesOf(found: readonly Found[]): readonly string[] {
  return found.flatMap(({ path, type }) => (type === 'file' ? path : []));
}

/** https://git-scm.com/docs/gitmodules */
async function submodules(checkout: string): Promise<readonly string[]> {
  const text = await readFile(join(checkout, '.gitmodules'), 'utf8');
  return text.split('\n').flatMap((line) => {
    const [key, value] = line.split('=').map((part) => part.trim());
    return key === 'path' && value !== undefined ? value : [];
  });
}
