import { ANYTHING, FOLDERS, WITHIN_NAME, type GlobToken } from './match-tokens.ts';

/** A token of a pattern, and how many of its characters it takes. */
export type ReadToken = { readonly token: GlobToken; readonly length: number };

/** `*` stays within one name, `**` does not, and between slashes it may also stand for no folder at all. */
export function readStar(chars: readonly string[], at: number): ReadToken {
  if (chars[at + 1] !== '*') return { token: WITHIN_NAME, length: 1 };
  const isFolders = chars[at + 2] === '/' && (at === 0 || chars[at - 1] === '/');
  return isFolders ? { token: FOLDERS, length: 3 } : { token: ANYTHING, length: 2 };
}
