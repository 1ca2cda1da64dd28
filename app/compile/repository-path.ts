import { isPattern } from '../../text/globs/plain-glob.ts';

/**
 * A path of a pipeline file, written relative to `base`, as one relative to the repository's root: normalised, with
 * `/`, without a trailing slash, `.` for the root itself. Null: it leads out of the repository.
 */
export function repositoryPath(path: string, base = '.'): string | null {
  if (/^([/~]|[A-Za-z]:)|\\/.test(path) || path.includes('\0')) return null;
  const words: string[] = [];
  for (const word of `${base}/${path}`.split('/')) {
    if (word === '..' && words.pop() === undefined) return null;
    if (!['', '.', '..'].includes(word)) words.push(word);
  }
  const whole = words.join('/');
  // Git's own folder is no part of the tree.
  if (words[0] === '.git') return null;
  return whole === '' ? '.' : whole;
}

/** The same for a glob, which may begin with `!`; a pattern keeps its last slash, which makes it speak of folders. */
export function repositoryGlob(glob: string, base = '.'): string | null {
  const isNegative = glob.startsWith('!');
  const path = repositoryPath(isNegative ? glob.slice(1) : glob, base);
  if (path === null) return null;
  const slash = glob.endsWith('/') && isPattern(path) ? '/' : '';
  return `${isNegative ? '!' : ''}${path}${slash}`;
}

/** A path or glob of the repository as it is written in a folder of it: the way back of `repositoryPath`. */
export function writtenFrom(folder: string, path: string): string {
  const from = folder === '.' ? [] : folder.split('/');
  const to = path.split('/');
  let same = 0;
  while (same < from.length && same < to.length - 1 && from[same] === to[same]) same += 1;
  return [...from.slice(same).map(() => '..'), ...to.slice(same)].join('/');
}

/** Whether one of two places lies at or inside the other. */
export function overlap(a: string, b: string): boolean {
  return a === b || a === '.' || b === '.' || a.startsWith(`${b}/`) || b.startsWith(`${a}/`);
}
