import { existsSync, readdirSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';

/**
 * The folder that pipelines speak of: the nearest one upward whose `.mlpipelines` has a pipeline file, not leaving the
 * git repository; else the place for a new one.
 */
export function findRoot(from: string): string {
  return foldersUpward(from).find(hasPipelines) ?? findPlace(from);
}

/**
 * Where a new pipeline goes: `from` where it has a `.mlpipelines`, else the nearest folder upward that has one with more
 * than what runs left, else the repository's root, else `from`.
 */
export function findPlace(from: string): string {
  const own = resolve(from);
  if (namesIn(own) !== null) return own;
  const folders = foldersUpward(own);
  const outermost = folders.at(-1) ?? own;
  return folders.find(isPlace) ?? (isCheckout(outermost) ? outermost : own);
}

/** The project that a project lies in, of one repository with several; null: it lies in none. */
export function projectAround(root: string): string | null {
  return foldersUpward(root).slice(1).find(hasPipelines) ?? null;
}

/** Where a project lies in its git repository, with `/`; null: it is the whole of it, or git governs it not. */
export function folderInRepository(root: string): string | null {
  const outermost = foldersUpward(root).at(-1);
  if (outermost === undefined || outermost === resolve(root) || !isCheckout(outermost)) return null;
  return relative(outermost, resolve(root)).split(sep).join('/');
}

/** A folder and those around it, up to the git repository's root or the file system's. */
function foldersUpward(from: string): readonly string[] {
  const folders: string[] = [];
  for (let folder = resolve(from); ; folder = dirname(folder)) {
    folders.push(folder);
    if (isCheckout(folder) || dirname(folder) === folder) return folders;
  }
}

function isCheckout(folder: string): boolean {
  return existsSync(join(folder, '.git'));
}

/** What runs left behind makes no project where git has taken the pipelines away, or one only looked around. */
function hasPipelines(folder: string): boolean {
  return namesIn(folder)?.some((name) => /\.ya?ml$/.test(name)) === true;
}

function isPlace(folder: string): boolean {
  const names = namesIn(folder);
  return names !== null && (names.length === 0 || names.some((name) => name !== '.state'));
}

/** Null: there is no such folder, or nobody may look into it. */
function namesIn(folder: string): readonly string[] | null {
  try {
    return readdirSync(join(folder, '.mlpipelines'));
  } catch {
    return null;
  }
}
