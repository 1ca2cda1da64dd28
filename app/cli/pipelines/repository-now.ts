import { readlink } from 'node:fs/promises';
import { posix } from 'node:path';
import { listRepository } from '../../../content/list-repository.ts';

/** What a repository has: its files and links, and where the links lead that stay inside it. */
export type RepositoryNow = {
  readonly paths: readonly string[];
  readonly links: Readonly<Record<string, string>>;
};

export async function repositoryNow(root: string): Promise<RepositoryNow> {
  const found = await listRepository(root);
  const entries = await Promise.all(
    found.map(async ({ path, type }) =>
      // It may be gone by now.
      type === 'link'
        ? { path, target: await readlink(`${root}/${path}`).catch(() => '') }
        : { path },
    ),
  );
  return repositoryOf(entries);
}

/** The same of entries of a tree. */
export function repositoryOf(
  entries: readonly { readonly path: string; readonly target?: string }[],
): RepositoryNow {
  const links = entries.flatMap(({ path, target = '' }) => {
    const to = posix.join(posix.dirname(path), target);
    return target === '' || target.startsWith('/') || to.startsWith('..') ? [] : [[path, to]];
  });
  return { paths: entries.map(({ path }) => path), links: Object.fromEntries(links) };
}
