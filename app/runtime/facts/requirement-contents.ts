import { posix } from 'node:path';
import { requirementIncludes } from '../../../text/requirement-includes.ts';
import type { Digest } from '../../domain/digest.ts';
import type { FilesOfRun } from './run-files.ts';

/**
 * What each of these requirement files holds, and each file that they include, by path; null: it is not there. Where
 * nobody can say what a file holds beyond its name, what it includes is not followed.
 */
export async function requirementContents(
  files: Pick<FilesOfRun, 'content' | 'text'>,
  paths: readonly string[],
): Promise<Readonly<Record<string, Digest | null>>> {
  const contents = new Map<string, Digest | null>();
  const todo = [...paths];
  for (let path = todo.pop(); path !== undefined; path = todo.pop()) {
    if (contents.has(path)) continue;
    contents.set(path, files.content(path));
    const text = (await files.text(path)) ?? '';
    for (const name of requirementIncludes(path, text)) {
      todo.push(posix.join(posix.dirname(path), name));
    }
  }
  return Object.fromEntries([...contents].sort(([a], [b]) => (a < b ? -1 : 1)));
}
