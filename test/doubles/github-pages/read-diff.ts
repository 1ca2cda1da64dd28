import { runGit } from '../github/git/run-git.ts';

export type FileDiff = {
  readonly path: string;
  readonly previousPath: string;
  readonly status: 'added' | 'removed' | 'renamed' | 'modified';
  readonly isBinary: boolean;
  readonly lines: readonly DiffLine[];
};

export type DiffLine = {
  readonly kind: 'hunk' | 'same' | 'add' | 'del';
  readonly before: number | null;
  readonly after: number | null;
  readonly text: string;
};

/** What changed between two commits, line by line. */
export async function readDiff(gitDir: string, from: string, to: string): Promise<FileDiff[]> {
  const wanted = [
    '-p',
    '-M',
    '-r',
    '--no-color',
    '--no-ext-diff',
    '--src-prefix=a/',
    '--dst-prefix=b/',
  ];
  const names = ['-c', 'core.quotePath=false'];
  const text = (await runGit(gitDir, [...names, 'diff-tree', ...wanted, from, to])).toString();
  return text
    .split(/^diff --git /m)
    .slice(1)
    .map((part) => fileOf(part));
}

function fileOf(part: string): FileDiff {
  const lines = part.replace(/\n$/, '').split('\n');
  const start = lines.findIndex((line) => line.startsWith('@@'));
  const head = start < 0 ? lines : lines.slice(0, start);
  const [, before = '', after = ''] = /^"?a\/(.*?)"? "?b\/(.*?)"?$/.exec(head[0] ?? '') ?? [];
  const said = (word: string) => head.find((line) => line.startsWith(word))?.slice(word.length);
  return {
    path: said('rename to ') ?? after,
    previousPath: said('rename from ') ?? before,
    status: statusOf(head),
    isBinary: head.some((line) => line.startsWith('Binary files')),
    lines: start < 0 ? [] : linesOf(lines.slice(start)),
  };
}

function statusOf(head: readonly string[]): FileDiff['status'] {
  if (head.some((line) => line.startsWith('new file'))) return 'added';
  if (head.some((line) => line.startsWith('deleted file'))) return 'removed';
  return head.some((line) => line.startsWith('rename to')) ? 'renamed' : 'modified';
}

function linesOf(lines: readonly string[]): DiffLine[] {
  let [before, after] = [0, 0];
  return lines.map((line): DiffLine => {
    const hunk = /^@@ -(\d+)(?:,\d+)? \+(\d+)(?:,\d+)? @@(.*)$/.exec(line);
    if (hunk !== null) {
      [before, after] = [Number(hunk[1]), Number(hunk[2])];
      return { kind: 'hunk', before: null, after: null, text: line };
    }
    const text = line.slice(1);
    if (line.startsWith('+')) return { kind: 'add', before: null, after: after++, text };
    if (line.startsWith('-')) return { kind: 'del', before: before++, after: null, text };
    if (line.startsWith('\\')) return { kind: 'hunk', before: null, after: null, text: line };
    return { kind: 'same', before: before++, after: after++, text };
  });
}
