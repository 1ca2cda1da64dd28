import { dirname, join } from 'node:path';
import type { Entry } from '../manifest/entry.ts';
import { shellWord } from '../../text/shell-word.ts';
import { checkoutAround } from './checkout-around.ts';
import { asksForLfs, isLfsPointer, LONGEST_POINTER } from './lfs-pointers.ts';
import { runGit } from './run-git.ts';

const MOST_NAMED = 3;

/**
 * What a checkout lacks of its commit, a sentence each with the command that brings it: submodules that were not
 * fetched, files outside of a sparse checkout, and pointers in the place of files that Git LFS keeps. None of them is a
 * mistake, and a step that needs one would only say that a file is missing. `entries`: what was found in it.
 */
export async function checkoutGaps(
  root: string,
  entries: readonly Entry[],
): Promise<readonly string[]> {
  if ((await checkoutAround(root)) === null) return [];
  const index = await readIndex(root);
  return [
    ...unfetched(index, entries),
    ...outsideOfSparse(index),
    ...(await pointers(root, entries)),
  ];
}

type Tracked = { readonly tag: string; readonly mode: string; readonly path: string };

// https://git-scm.com/docs/git-ls-files: `-t` names the state (S: skip-worktree), `--stage` the mode.
async function readIndex(root: string): Promise<readonly Tracked[]> {
  const listing = await runGit(root, ['ls-files', '-z', '-t', '--stage']);
  return listing.split('\0').flatMap((line) => {
    const [, tag = '', mode = '', path] = /^(\S) (\d{6}) [0-9a-f]+ \d\t([^]+)$/.exec(line) ?? [];
    return path === undefined ? [] : [{ tag, mode, path }];
  });
}

function unfetched(index: readonly Tracked[], entries: readonly Entry[]): readonly string[] {
  const filled = new Set(entries.flatMap(({ path }) => foldersAbove(path)));
  return index
    .filter(({ tag, mode, path }) => mode === '160000' && tag !== 'S' && !filled.has(path))
    .map(
      ({ path }) =>
        `${path} is a submodule that was not fetched, so no step sees what is in it: git submodule update --init ${shellWord(path)}`,
    );
}

function foldersAbove(path: string): readonly string[] {
  const names = path.split('/');
  return names.slice(1).map((_, index) => names.slice(0, index + 1).join('/'));
}

function outsideOfSparse(index: readonly Tracked[]): readonly string[] {
  const out = index.filter(({ tag }) => tag === 'S').map(({ path }) => path);
  const [first] = out;
  if (first === undefined) return [];
  const folder = dirname(first);
  const command =
    folder === '.' ? 'git sparse-checkout disable' : `git sparse-checkout add ${shellWord(folder)}`;
  return [`the checkout is sparse, so no step sees ${named(out)}: ${command}`];
}

async function pointers(root: string, entries: readonly Entry[]): Promise<readonly string[]> {
  const paths = entries.flatMap(({ path, type }) => (type === 'file' ? path : []));
  if (!(await asksForLfs(root, paths))) return [];
  const found: string[] = [];
  for (const entry of entries) {
    if (entry.type !== 'file' || entry.size >= LONGEST_POINTER) continue;
    if (await isLfsPointer(join(root, entry.path))) found.push(entry.path);
  }
  if (found.length === 0) return [];
  return [
    `steps get pointers of Git LFS, not the files themselves, for ${named(found)}: git lfs pull`,
  ];
}

function named(paths: readonly string[]): string {
  const more = paths.length - MOST_NAMED;
  return `${paths.slice(0, MOST_NAMED).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
