import { printable } from '../../../text/printable.ts';

/** A line of the repository that made a step fail. */
export type FailureSource = {
  /** Path in the repository. */
  readonly path: string;
  readonly line: number;
  /** The exception as its last line says it: `ValueError: no rows`. */
  readonly message: string;
};

export type FailedPlace = {
  readonly stepId: string;
  /** Where its command works, from the repository's root. */
  readonly folder: string;
  /** Name of the repository: where a job's checkout lies is called after it. */
  readonly repository: string;
};

/**
 * The deepest frame of the last Python traceback among the lines that is a file of the repository; null: there is none.
 * https://docs.python.org/3/library/traceback.html
 */
export function failureSource(
  tail: readonly string[],
  place: FailedPlace,
  isFile: (path: string) => boolean,
): FailureSource | null {
  const lines = tail
    .slice(-MOST_LINES)
    .map((text) => printable(text.slice(0, LONGEST_LINE).toWellFormed()));
  // Of exceptions that followed each other the last is what ended the step.
  const begin = lines.findLastIndex((text) => text.trimStart().startsWith(HEADER));
  const frames = lines.slice(begin + 1).flatMap((text, at) => frameOf(text, begin + 1 + at));
  const last = frames.at(-1);
  if (last === undefined) return null;
  const message = messageAfter(lines, last.at);
  for (const { file, line } of frames.toReversed()) {
    const path = pathsOf(file, place).find(isFile);
    if (path !== undefined) return { path, line, message };
  }
  return null;
}

const HEADER = 'Traceback (most recent call last)';
/** A job prints what it likes: so much of it is looked at. */
const MOST_LINES = 200;
const LONGEST_LINE = 2000;

type Frame = { readonly file: string; readonly line: number; readonly at: number };

// One of a syntax error names no function.
const FRAME = /^ {1,16}(?:\| {1,16})?File "([^"]{1,1000})", line (\d{1,7})(?:, in |$)/;

function frameOf(text: string, at: number): readonly Frame[] {
  const [, file, line] = FRAME.exec(text) ?? [];
  if (file === undefined || Number(line) === 0) return [];
  return [{ file, line: Number(line), at }];
}

/** The source and its marks are indented below a frame; the exception is not. */
function messageAfter(lines: readonly string[], frame: number): string {
  const said = lines.slice(frame + 1).find((text) => /^\S/.test(text));
  return said ?? 'The last call in this file before the step failed.';
}

/**
 * What a frame's file may be called in the repository: a job lays its files out in `mlpipelines-<uuid>/<step>`
 * (action/main.ts), or works in its checkout, `<name>/<name>`
 * (https://docs.github.com/actions/reference/workflows-and-actions/variables).
 */
function pathsOf(file: string, { stepId, folder, repository }: FailedPlace): readonly string[] {
  if (!file.startsWith('/')) return inside(`${folder}/${file}`);
  const parts = file.split('/');
  const top = parts.findIndex((part) => LAID_OUT.test(part));
  if (top !== -1) return parts[top + 1] === stepId ? inside(parts.slice(top + 2).join('/')) : [];
  const checkout = `/${repository}/${repository}/`;
  const at = file.indexOf(checkout);
  return at === -1 ? [] : inside(file.slice(at + checkout.length));
}

const LAID_OUT = /^mlpipelines-[0-9a-f-]{36}$/;

/** Without its dots; none where they lead out of the repository. */
function inside(path: string): readonly string[] {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') parts.push(part);
    else if (parts.pop() === undefined) return [];
  }
  return parts.length === 0 ? [] : [parts.join('/')];
}
