import type { Trial } from './demand-trial.ts';
import { editFiles } from './edit-files.ts';
import { filesOf, mainPipelines } from './main-pipelines.ts';
import type { Files } from './small-github.ts';

/** A trial as a person reads it: what the default branch has, what the change does to it, and what was done then. */
export function describeTrial({ main, edits, author, moves, measures }: Trial): string {
  const before = filesOf(mainPipelines(main));
  const after = edits.reduce(editFiles, before);
  const each = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  const files = each.map((path) => describeFile(path, before, after));
  const done = moves.map(({ kind, edit }) =>
    kind === 'push-again' ? `${kind} ${JSON.stringify(edit)}` : kind,
  );
  return [
    ...files,
    `by ${author}: ${edits.map(({ kind }) => kind).join(', ') || 'no edit'}`,
    `then: ${done.join(', ')}`,
    `measured: ${JSON.stringify(measures)}`,
  ].join('\n');
}

function describeFile(path: string, before: Files, after: Files): string {
  const [old, now] = [before[path]?.split('\n') ?? [], after[path]?.split('\n') ?? []];
  if (before[path] === after[path]) return [`  ${path}`, ...old.map(plain)].join('\n');
  return [`  ${path}`, ...differences(old, now)].join('\n');
}

/** Lines that both begin and end with stand once; what lies between is taken away and put in. */
function differences(old: readonly string[], now: readonly string[]): readonly string[] {
  const isSame = (a: number, b: number) => old.at(a) === now.at(b);
  const most = Math.min(old.length, now.length);
  let head = 0;
  while (head < most && isSame(head, head)) head += 1;
  let tail = 0;
  while (tail < most - head && isSame(-tail - 1, -tail - 1)) tail += 1;
  return [
    ...old.slice(0, head).map(plain),
    ...old.slice(head, old.length - tail).map((line) => `- ${line}`),
    ...now.slice(head, now.length - tail).map((line) => `+ ${line}`),
    ...old.slice(old.length - tail).map(plain),
  ];
}

function plain(line: string): string {
  return `  ${line}`;
}
