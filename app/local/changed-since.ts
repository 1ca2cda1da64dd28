import { noAnswer } from '../../content/git/git-failure.ts';
import { runGit } from '../../content/git/run-git.ts';
import { askGit } from './ask-git.ts';

/** Who has changed more has changed all. */
const MOST_PATHS = 100;

/**
 * Files below `root` that are otherwise than in a commit, or not of it, in order. Null: nobody can tell, since the commit is
 * not here, or too many are. Where git cannot tell by a file's time, it has it filtered as the repository says: for whoever
 * runs the repository's steps.
 */
export async function changedSince(root: string, sha: string): Promise<readonly string[] | null> {
  const [now, then, prefix, status] = await Promise.all([
    filesOf(root, 'HEAD'),
    filesOf(root, sha),
    askGit(root, 'rev-parse', '--show-prefix'),
    runGit(root, STATUS).catch(noAnswer),
  ]);
  if (now === null || then === null || status === null) return null;
  const committed = [...new Set([...now.keys(), ...then.keys()])].filter(
    (path) => now.get(path) !== then.get(path),
  );
  const changed = [...new Set([...committed, ...pathsIn(status, prefix ?? '')])];
  return changed.length > MOST_PATHS ? null : changed.sort();
}

const STATUS = [
  'status',
  '--porcelain',
  '-z',
  '--no-renames',
  '--untracked-files=all',
  '--ignore-submodules=dirty',
  '.',
] as const;

/** Mode and content of each, by path; null: there is no such commit here. */
async function filesOf(root: string, commit: string): Promise<ReadonlyMap<string, string> | null> {
  const listing = await runGit(root, ['ls-tree', '-r', '-z', commit]).catch(noAnswer);
  if (listing === null) return null;
  // https://git-scm.com/docs/git-ls-tree#_output_format: mode, kind, object, a tab, the name, below the folder asked in.
  const entries = listing.split('\0').flatMap((entry): [string, string][] => {
    const tab = entry.indexOf('\t');
    return tab === -1 ? [] : [[entry.slice(tab + 1), entry.slice(0, tab)]];
  });
  return new Map(entries);
}

/** https://git-scm.com/docs/git-status#_porcelain_format_version_1: two letters, a space, the name, from the top. */
function pathsIn(status: string, prefix: string): readonly string[] {
  return status.split('\0').flatMap((entry) => {
    const path = entry.slice(3);
    return path.startsWith(prefix) && path !== '' ? [path.slice(prefix.length)] : [];
  });
}
