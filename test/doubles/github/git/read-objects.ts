import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { askObjects } from './ask-objects.ts';
import { runGit } from './run-git.ts';

export type TreeEntry = {
  readonly mode: string;
  readonly type: 'blob' | 'tree' | 'commit';
  readonly sha: string;
  readonly size: number | null;
  readonly path: string;
};

export type Commit = {
  readonly sha: string;
  readonly tree: string;
  readonly parents: readonly string[];
  readonly author: Signature;
  readonly committer: Signature;
  readonly message: string;
};

export type Signature = { readonly name: string; readonly email: string; readonly date: string };

export type FileChange = {
  readonly path: string;
  readonly previousPath: string | null;
  readonly status: 'added' | 'removed' | 'modified' | 'renamed' | 'changed';
  readonly sha: string;
  readonly additions: number;
  readonly deletions: number;
};

/** The commit a branch, a tag, `refs/…` or a SHA means; null when there is none. */
export async function resolveCommit(gitDir: string, name: string): Promise<string | null> {
  const candidates = /^[0-9a-f]{7,40}$/.test(name)
    ? [name]
    : name.startsWith('refs/')
      ? [name]
      : [`refs/heads/${name}`, `refs/tags/${name}`, `refs/${name}`, name];
  for (const candidate of candidates) {
    const asked = ['rev-parse', '--verify', '-q', `${candidate}^{commit}`];
    const sha = (await branchHead(gitDir, candidate)) ?? (await askObjects(gitDir, asked));
    if (sha !== null) return sha;
  }
  return null;
}

/** A branch's head as git keeps it in a file; null when it keeps it elsewhere, or there is none. */
async function branchHead(gitDir: string, ref: string): Promise<string | null> {
  if (!/^refs\/heads\/[\w./-]+$/.test(ref) || ref.includes('..')) return null;
  const text = await readFile(join(gitDir, ref), 'utf8').catch(() => '');
  return /^[0-9a-f]{40}\n$/.test(text) ? text.trim() : null;
}

export async function listRefs(gitDir: string, prefix: string): Promise<Map<string, string>> {
  const text = await runGit(gitDir, ['for-each-ref', '--format=%(objectname) %(refname)']);
  const lines = text.toString().split('\n').filter(Boolean);
  const refs = lines.map((line) => [line.slice(41), line.slice(0, 40)] as const);
  return new Map(refs.filter(([name]) => name.startsWith(prefix)));
}

export async function readCommit(gitDir: string, sha: string): Promise<Commit | null> {
  return (await readCommits(gitDir, ['--no-walk', sha]))[0] ?? null;
}

/** Commits as `git log` lists them for these arguments; none when git knows no such commits. */
export async function readCommits(gitDir: string, args: readonly string[]): Promise<Commit[]> {
  const format = '%H%x00%T%x00%P%x00%an%x00%ae%x00%aI%x00%cn%x00%ce%x00%cI%x00%B%x01';
  const text = await askObjects(gitDir, ['log', `--format=${format}`, ...args]);
  const records = (text ?? '').split('\x01').map((record) => record.replace(/^\n/, ''));
  return records.filter(Boolean).map((record) => commitOf(record.split('\0')));
}

export async function readTree(
  gitDir: string,
  treeish: string,
  recursive: boolean,
): Promise<TreeEntry[] | null> {
  const args = ['ls-tree', '-z', '--long', ...(recursive ? ['-r', '-t'] : []), treeish];
  const text = await askObjects(gitDir, args);
  return (
    text
      ?.split('\0')
      .filter(Boolean)
      .map((line) => entryOf(line)) ?? null
  );
}

/** Contents by their SHA; the small ones are those that are read again and again. */
const blobs = new Map<string, Buffer>();
const SMALL_BYTES = 64 * 1024;

export async function readBlob(gitDir: string, sha: string): Promise<Buffer | null> {
  if ((await askObjects(gitDir, ['cat-file', '-t', sha])) !== 'blob') return null;
  const known = blobs.get(sha);
  if (known !== undefined) return known;
  const bytes = await runGit(gitDir, ['cat-file', 'blob', sha]);
  if (bytes.length <= SMALL_BYTES) blobs.set(sha, bytes);
  return bytes;
}

export async function mergeBase(gitDir: string, a: string, b: string): Promise<string | null> {
  return askObjects(gitDir, ['merge-base', a, b]);
}

/** What changed between two commits or trees, renames found as GitHub finds them. */
export async function diffFiles(gitDir: string, from: string, to: string): Promise<FileChange[]> {
  const wanted = ['--raw', '--numstat', '--abbrev=40', '-r', '-z', '-M'];
  const text = await askObjects(gitDir, ['diff-tree', ...wanted, from, to]);
  if (text === null) throw new Error(`Cannot compare ${from} with ${to}.`);
  const fields = text.split('\0');
  return changesOf(fields, linesByPath(fields));
}

function commitOf(fields: readonly string[]): Commit {
  const field = (index: number) => fields[index] ?? '';
  return {
    sha: field(0),
    tree: field(1),
    parents: field(2).split(' ').filter(Boolean),
    author: { name: field(3), email: field(4), date: toUtc(field(5)) },
    committer: { name: field(6), email: field(7), date: toUtc(field(8)) },
    message: field(9).replace(/\n+$/, ''),
  };
}

function entryOf(line: string): TreeEntry {
  const [head = '', path = ''] = line.split('\t');
  const [mode = '', type = '', sha = '', size = '-'] = head.split(/ +/);
  return {
    mode,
    type: type as TreeEntry['type'],
    sha,
    size: size === '-' ? null : Number(size),
    path,
  };
}

const STATUSES = { A: 'added', D: 'removed', M: 'modified', R: 'renamed', T: 'changed' } as const;
const NO_LINES = [0, 0] as const;
type Lines = ReadonlyMap<string, readonly [number, number]>;

/** `--raw -z` says ":modes shas status", then the path, for a rename both paths. */
function changesOf(fields: readonly string[], lines: Lines): FileChange[] {
  const changes: FileChange[] = [];
  for (let at = 0; fields[at]?.startsWith(':') === true;) {
    const change = changeOf(fields.slice(at, at + 3), lines);
    changes.push(change);
    at += change.previousPath === null ? 2 : 3;
  }
  return changes;
}

function changeOf(
  [head = '', first = '', second = '']: readonly string[],
  lines: Lines,
): FileChange {
  const [from, to, letter] = [head.slice(15, 55), head.slice(56, 96), head.charAt(97)];
  const status = STATUSES[letter as keyof typeof STATUSES];
  const isRename = status === 'renamed';
  const path = isRename ? second : first;
  const [additions, deletions] = lines.get(path) ?? NO_LINES;
  const sha = status === 'removed' ? from : to;
  return { path, previousPath: isRename ? first : null, status, sha, additions, deletions };
}

/** `--numstat -z` follows: "added deleted path", but for a rename "added deleted " and both paths apart. */
function linesByPath(fields: readonly string[]): Map<string, readonly [number, number]> {
  const lines = new Map<string, readonly [number, number]>();
  for (let at = 0; at < fields.length; at += 1) {
    const [added, deleted, path] = (fields[at] ?? '').split('\t');
    if (added === undefined || deleted === undefined) continue;
    const isRename = path === '';
    lines.set((isRename ? fields[at + 2] : path) ?? '', [Number(added) || 0, Number(deleted) || 0]);
    if (isRename) at += 2;
  }
  return lines;
}

function toUtc(date: string): string {
  return new Date(date).toISOString().replace('.000Z', 'Z');
}
