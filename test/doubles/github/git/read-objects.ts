import { askGit, runGit } from './run-git.ts';

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
    const sha = await askGit(gitDir, ['rev-parse', '--verify', '-q', `${candidate}^{commit}`]);
    if (sha !== null) return sha;
  }
  return null;
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
  const text = await askGit(gitDir, ['log', `--format=${format}`, ...args]);
  const records = (text ?? '').split('\x01').map((record) => record.replace(/^\n/, ''));
  return records.filter(Boolean).map((record) => {
    const [sha = '', tree = '', parents = '', ...rest] = record.split('\0');
    const [an = '', ae = '', ad = '', cn = '', ce = '', cd = '', message = ''] = rest;
    return {
      sha,
      tree,
      parents: parents.split(' ').filter(Boolean),
      author: { name: an, email: ae, date: toUtc(ad) },
      committer: { name: cn, email: ce, date: toUtc(cd) },
      message: message.replace(/\n+$/, ''),
    };
  });
}

export async function readTree(
  gitDir: string,
  treeish: string,
  recursive: boolean,
): Promise<TreeEntry[] | null> {
  const args = ['ls-tree', '-z', '--long', ...(recursive ? ['-r', '-t'] : []), treeish];
  const text = await askGit(gitDir, args);
  return (
    text
      ?.split('\0')
      .filter(Boolean)
      .map((line) => entryOf(line)) ?? null
  );
}

export async function readBlob(gitDir: string, sha: string): Promise<Buffer | null> {
  if ((await askGit(gitDir, ['cat-file', '-t', sha])) !== 'blob') return null;
  return runGit(gitDir, ['cat-file', 'blob', sha]);
}

export async function mergeBase(gitDir: string, a: string, b: string): Promise<string | null> {
  return askGit(gitDir, ['merge-base', a, b]);
}

/** What changed between two commits or trees, renames found as GitHub finds them. */
export async function diffFiles(gitDir: string, from: string, to: string): Promise<FileChange[]> {
  const range = ['-r', '-z', '-M', from, to];
  const raw = (await runGit(gitDir, ['diff-tree', '--raw', '--abbrev=40', ...range])).toString();
  const counts = (await runGit(gitDir, ['diff-tree', '--numstat', ...range])).toString();
  const lines = linesByPath(counts.split('\0'));
  return changesOf(raw.split('\0')).map((change) => ({
    ...change,
    additions: lines.get(change.path)?.[0] ?? 0,
    deletions: lines.get(change.path)?.[1] ?? 0,
  }));
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

function changesOf(fields: readonly string[]): Omit<FileChange, 'additions' | 'deletions'>[] {
  const changes: Omit<FileChange, 'additions' | 'deletions'>[] = [];
  for (let at = 0; fields[at]?.startsWith(':');) {
    const [, , from = '', to = '', letters = ''] = (fields[at] ?? '').split(' ');
    const status = STATUSES[letters[0] as keyof typeof STATUSES] ?? 'changed';
    const isRename = status === 'renamed';
    changes.push({
      path: fields[at + (isRename ? 2 : 1)] ?? '',
      previousPath: isRename ? (fields[at + 1] ?? null) : null,
      status,
      sha: status === 'removed' ? from : to,
    });
    at += isRename ? 3 : 2;
  }
  return changes;
}

/** `--numstat -z` says "added deleted path", but for a rename "added deleted " and both paths apart. */
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
