import { constants } from 'node:fs';
import { copyFile, mkdir, readlink, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { forEachParallel } from '../../../content/for-each-parallel.ts';
import { Links } from '../../../content/manifest/resolve-link.ts';
import { selectPaths } from '../../../content/manifest/select-files.ts';
import { explainStorageError } from '../../../content/storage-error.ts';
import { walkTree, type Found } from '../../../content/walk-tree.ts';
import { reportMissing } from './report-missing.ts';

export type CheckoutOrder = {
  readonly checkout: string;
  readonly target: string;
  /** Globs of the files wanted; null: all. */
  readonly files: readonly string[] | null;
  readonly signal: AbortSignal;
  /** Hears what is not there, and what is left out and why. */
  readonly say: (line: string) => void;
};

/**
 * Copies the files of a checkout that a step may see to a new folder, without `.git`. Blocks are shared where the file
 * system can, so that a big tree costs little; never the files themselves, since a step may write to its own. Links that
 * lead out of the repository are left out, as they are from a snapshot. Throws `StorageError`.
 */
export async function layOutCheckout(order: CheckoutOrder): Promise<void> {
  try {
    await layOut(order);
  } catch (error) {
    throw explainStorageError(error, `copy the checkout to ${order.target}`);
  }
}

async function layOut({ checkout, target, files, signal, say }: CheckoutOrder): Promise<void> {
  const found = await walkTree(checkout, isGit);
  const { selected, unmatched } = selectPaths(found, files);
  for (const glob of unmatched) say(`files: ${glob} matches nothing in the repository.`);
  await reportMissing(checkout, { found, selected }, say);
  await mkdir(target, { recursive: true });
  for (const folder of foldersOf(selected)) await mkdir(join(target, folder));
  await forEachParallel(
    selected.filter(({ type }) => type === 'file'),
    ({ path }) => copyFile(join(checkout, path), join(target, path), HOW),
    { signal },
  );
  // Links come last: until then nothing that is written can go through one.
  await copyLinks({ checkout, target, say }, selected);
}

const HOW = constants.COPYFILE_FICLONE | constants.COPYFILE_EXCL;

async function copyLinks(
  { checkout, target, say }: Pick<CheckoutOrder, 'checkout' | 'target' | 'say'>,
  selected: readonly Found[],
): Promise<void> {
  const links = new Links();
  const targets = new Map<string, string>();
  for (const { path, type } of selected) {
    if (type !== 'link') continue;
    const to = await readlink(join(checkout, path));
    targets.set(path, to);
    links.add(path, to);
  }
  for (const [path, to] of targets) {
    if (!links.leadsOut(path, to)) await symlink(to, join(target, path));
    else
      say(`files: ${path} is a link that leads out of the repository, to ${to}; it is left out.`);
  }
}

/** Every folder that holds something, and those that hold nothing, each after the one that it lies in. */
function foldersOf(found: readonly Found[]): readonly string[] {
  const folders = new Set<string>();
  for (const { path, type } of found) {
    const last = type === 'dir' ? path : dirname(path);
    for (let at = last; at !== '.' && !folders.has(at); at = dirname(at)) folders.add(at);
  }
  return [...folders].sort();
}

function isGit(path: string): boolean {
  return path === '.git' || path.endsWith('/.git');
}
