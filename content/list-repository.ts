import { lstat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { checkoutAround } from './git/checkout-around.ts';
import { GitFailure } from './git/git-failure.ts';
import { runGit } from './git/run-git.ts';
import { hasCode } from './storage-error.ts';
import { type Found, isUnreadableName, typeOf, UNREADABLE_NAME, walkTree } from './walk-tree.ts';

/** Secrets of a laptop. Only the steps that name one may have it, so the file is in no tree. */
export const SECRETS_FILE = '.mlpipelines/.env';

/**
 * The files of a repository as its author means them: in a git checkout what is tracked or could be (not ignored), with
 * submodules and nested checkouts; elsewhere everything. Never `.git`, never mlpipelines' own state or its secrets; `bared`
 * hears of secrets that git would take.
 */
export async function listRepository(root: string, bared?: () => void): Promise<Found[]> {
  const governed = await isGoverned(root);
  const found = governed
    ? await listCheckout(root)
    : await walkTree(root, (path) => isGit(path) || isOurs(path));
  if (governed && found.some(({ path }) => path === SECRETS_FILE)) bared?.();
  return found.filter(({ path, type }) => type !== 'dir' && !isOurs(path));
}

/** Whether git governs this folder: it or one above holds `.git`, and does not ignore it. */
async function isGoverned(root: string): Promise<boolean> {
  const checkout = await checkoutAround(root);
  if (checkout === null) return false;
  return checkout === resolve(root) || !(await isIgnored(root));
}

async function isIgnored(root: string): Promise<boolean> {
  return runGit(root, ['check-ignore', '-q', '.']).then(
    () => true,
    (error: unknown) => {
      if (error instanceof GitFailure && error.exitCode === 1) return false;
      throw error;
    },
  );
}

async function listCheckout(root: string): Promise<Found[]> {
  const listing = await runGit(root, [
    'ls-files',
    '-z',
    '--cached',
    '--others',
    '--exclude-standard',
  ]);
  const names = new Set(listing.split('\0').map((name) => name.replace(/\/$/, '')));
  names.delete('');
  // A submodule with an empty `.git` is nothing to git but a part of the outer checkout: this very folder.
  names.delete('.');
  const found: Found[] = [];
  for (const name of names) {
    const type = await typeAt(join(root, name));
    if (type === 'folder') found.push(...(await listNested(root, name)));
    else if (type !== null) found.push({ path: name, type });
  }
  return found;
}

/** A folder in git's listing is a submodule or another checkout; one without `.git` was never fetched and is empty. */
async function listNested(root: string, name: string): Promise<Found[]> {
  const folder = join(root, name);
  if ((await typeAt(join(folder, '.git'))) === null) return [];
  return (await listCheckout(folder)).map(({ path, type }) => ({ path: `${name}/${path}`, type }));
}

/** Null: not there, as a file that is tracked but was deleted. */
async function typeAt(path: string): Promise<Found['type'] | 'folder' | null> {
  try {
    const stats = await lstat(path);
    if (stats.isDirectory()) return 'folder';
    return typeOf(stats);
  } catch (error) {
    if (isUnreadableName(path)) return UNREADABLE_NAME;
    if (hasCode(error, 'ENOENT') || hasCode(error, 'ENOTDIR')) return null;
    throw error;
  }
}

function isGit(path: string): boolean {
  return path === '.git' || path.endsWith('/.git');
}

/** Of projects inside this one as well. */
function isOurs(path: string): boolean {
  return /(?:^|\/)\.mlpipelines\/(?:\.state(?:\/|$)|\.env$)/.test(path);
}
