import { execFile } from 'node:child_process';
import { lstat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { hasCode } from './storage-error.ts';
import { type Found, isUnreadableName, typeOf, UNREADABLE_NAME, walkTree } from './walk-tree.ts';

const MAX_LISTING_BYTES = 512 * 1024 * 1024;
// Set while git runs a hook; they would make git look at another tree than the one asked for.
const GIT_VARIABLES = ['GIT_DIR', 'GIT_WORK_TREE', 'GIT_INDEX_FILE', 'GIT_PREFIX'];
const COMMAND_NOT_FOUND = 127;
const STATE_FOLDER = '.mlpipelines/.state';

/** Secrets of a laptop. Only the steps that name one may have it, so the file is in no tree. */
export const SECRETS_FILE = '.mlpipelines/.env';

/**
 * The files of a repository as its author means them: in a git checkout what is tracked or could be (not ignored), with
 * submodules and nested checkouts; elsewhere everything. Never `.git`, never mlpipelines' own state or its secrets; `bared`
 * hears of secrets that git would take.
 */
export async function listRepository(root: string, bared?: () => void): Promise<Found[]> {
  const isGoverned = await isCheckout(root);
  const found = isGoverned ? await listCheckout(root) : await walkTree(root, isGit);
  if (isGoverned && found.some(({ path }) => path === SECRETS_FILE)) bared?.();
  return found.filter(({ path, type }) => type !== 'dir' && !isOurs(path));
}

/** Whether git governs this folder: it or one above holds `.git`, and does not ignore it. */
async function isCheckout(root: string): Promise<boolean> {
  for (let folder = resolve(root); ; folder = dirname(folder)) {
    const isTop = await lstat(join(folder, '.git')).then(
      () => true,
      () => false,
    );
    if (isTop) return folder === resolve(root) || !(await isIgnored(root));
    if (folder === dirname(folder)) return false;
  }
}

async function isIgnored(root: string): Promise<boolean> {
  return git(root, ['check-ignore', '-q', '.']).then(
    () => true,
    (error: unknown) => {
      if (exitCode(error) === 1) return false;
      throw error;
    },
  );
}

async function listCheckout(root: string): Promise<Found[]> {
  const listing = await git(root, ['ls-files', '-z', '--cached', '--others', '--exclude-standard']);
  const names = new Set(listing.split('\0').map((name) => name.replace(/\/$/, '')));
  names.delete('');
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

const run = promisify(execFile);

async function git(folder: string, args: readonly string[]): Promise<string> {
  const unset = GIT_VARIABLES.flatMap((name) => ['-u', name]);
  try {
    const { stdout } = await run('env', [...unset, 'git', '-C', folder, ...args], {
      maxBuffer: MAX_LISTING_BYTES,
    });
    return stdout;
  } catch (error) {
    if (exitCode(error) !== COMMAND_NOT_FOUND) throw error;
    throw new Error(`${folder} is a git checkout, but git is not on the PATH. Install it.`, {
      cause: error,
    });
  }
}

function exitCode(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : null;
}

function isGit(path: string): boolean {
  return path === '.git' || path.endsWith('/.git');
}

function isOurs(path: string): boolean {
  return path.startsWith(`${STATE_FOLDER}/`) || path === STATE_FOLDER || path === SECRETS_FILE;
}
