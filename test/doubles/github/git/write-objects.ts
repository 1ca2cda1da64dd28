import { askGit, runGit } from './run-git.ts';
import { readTree, type Signature } from './read-objects.ts';

export const ZERO_SHA = '0'.repeat(40);

/** Git knows the empty tree without having it. */
export const EMPTY_TREE = '4b825dc642cb6eb9a060e54bf8d69288fbee4904';

/** A file to put into a tree, or with null content to take out of it. */
export type FileEdit = {
  readonly path: string;
  readonly content: Buffer | string | null;
  readonly mode?: '100644' | '100755';
};

export type NewTreeEntry = {
  readonly path: string;
  readonly mode: string;
  readonly type: string;
  /** null removes the path. */
  readonly sha: string | null;
};

export async function writeBlob(gitDir: string, content: Buffer | string): Promise<string> {
  return text(await runGit(gitDir, ['hash-object', '-w', '--stdin'], { input: content }));
}

/** A tree like `base` but for the entries, whose paths may lie deep. */
export async function writeTree(
  gitDir: string,
  base: string | null,
  entries: readonly NewTreeEntry[],
): Promise<string> {
  const files = new Map<string, { mode: string; type: string; sha: string }>();
  const known = base === null ? [] : ((await readTree(gitDir, base, true)) ?? []);
  for (const { path, mode, type, sha } of known)
    if (type !== 'tree') files.set(path, { mode, type, sha });
  for (const entry of entries) {
    for (const path of files.keys())
      if (path === entry.path || path.startsWith(`${entry.path}/`)) files.delete(path);
    if (entry.sha !== null) files.set(entry.path, { ...entry, sha: entry.sha });
  }
  return writeFolder(gitDir, files);
}

export type NewCommit = {
  readonly tree: string;
  readonly parents: readonly string[];
  readonly message: string;
  readonly author: Signature;
  readonly committer: Signature;
};

export async function writeCommit(gitDir: string, commit: NewCommit): Promise<string> {
  const parents = commit.parents.flatMap((parent) => ['-p', parent]);
  const written = await runGit(gitDir, ['commit-tree', commit.tree, ...parents], {
    input: commit.message,
    env: {
      GIT_AUTHOR_NAME: commit.author.name,
      GIT_AUTHOR_EMAIL: commit.author.email,
      GIT_AUTHOR_DATE: commit.author.date,
      GIT_COMMITTER_NAME: commit.committer.name,
      GIT_COMMITTER_EMAIL: commit.committer.email,
      GIT_COMMITTER_DATE: commit.committer.date,
    },
  });
  return text(written);
}

/** An annotated tag: an object of its own, which names a commit. */
export async function writeTag(
  gitDir: string,
  {
    name,
    sha,
    tagger,
  }: { readonly name: string; readonly sha: string; readonly tagger: Signature },
): Promise<string> {
  const { name: by, email, date } = tagger;
  const seconds = Math.floor(Date.parse(date) / 1000);
  const input = `object ${sha}\ntype commit\ntag ${name}\ntagger ${by} <${email}> ${seconds} +0000\n\n${name}\n`;
  return text(await runGit(gitDir, ['mktag'], { input }));
}

/** The tree of `base` after the edits. */
export async function editTree(
  gitDir: string,
  base: string | null,
  edits: readonly FileEdit[],
): Promise<string> {
  const entries: NewTreeEntry[] = [];
  for (const { path, content, mode = '100644' } of edits)
    entries.push({
      path,
      mode,
      type: 'blob',
      sha: content === null ? null : await writeBlob(gitDir, content),
    });
  return writeTree(gitDir, base, entries);
}

/** The tree of merging two commits; null when they conflict. */
export async function mergeTrees(gitDir: string, ours: string, theirs: string) {
  const answer = await askGit(gitDir, ['merge-tree', '--write-tree', ours, theirs]);
  return answer?.split('\n')[0] ?? null;
}

type Files = ReadonlyMap<string, { mode: string; type: string; sha: string }>;

async function writeFolder(gitDir: string, files: Files): Promise<string> {
  const lines: string[] = [];
  const folders = new Map<string, Map<string, { mode: string; type: string; sha: string }>>();
  for (const [path, file] of files) {
    const slash = path.indexOf('/');
    if (slash < 0) {
      const type = file.mode === '040000' ? 'tree' : file.type;
      lines.push(`${file.mode} ${type} ${file.sha}\t${path}`);
      continue;
    }
    const name = path.slice(0, slash);
    if (!folders.has(name)) folders.set(name, new Map());
    folders.get(name)?.set(path.slice(slash + 1), file);
  }
  for (const [name, inside] of folders)
    lines.push(`040000 tree ${await writeFolder(gitDir, inside)}\t${name}`);
  const input = lines.map((line) => `${line}\0`).join('');
  return text(await runGit(gitDir, ['mktree', '-z'], { input }));
}

function text(output: Buffer): string {
  return output.toString().trim();
}
