/** What the last lines of a command say of why it failed. */
export type Clue =
  | { readonly type: 'module'; readonly name: string }
  /** As it was printed: relative to wherever the program stood, or absolute. */
  | { readonly type: 'file'; readonly path: string }
  | { readonly type: 'program' }
  | { readonly type: 'gpu-memory' };

/**
 * Reads what a command printed, oldest first, from the last line back to the error that ended it: what a program said
 * before that it may well have coped with.
 */
export function findClue(printed: readonly string[]): Clue | null {
  for (const line of withoutSource(printed).toReversed()) {
    const clue = clueIn(line);
    if (clue !== null) return clue;
    if (EXCEPTION.test(line)) return null;
  }
  return null;
}

const FRAME = /^(\s*)File "[^"]*", line \d+/;

/** Lines that a traceback quotes from a program say what it was to do, not what became of it. */
function withoutSource(lines: readonly string[]): string[] {
  let frame: number | null = null;
  return lines.filter((line) => {
    const indent = line.length - line.trimStart().length;
    const opens = FRAME.exec(line);
    if (opens === null && (frame === null || indent <= frame)) {
      frame = null;
      return true;
    }
    frame = opens?.[1]?.length ?? frame;
    return false;
  });
}

const EXCEPTION = /^(?:[\w.]+\.)?\w*(?:Error|Exception|Interrupt|Exit)\b(?::|$)/;
const MISSING_MODULE = /ModuleNotFoundError: No module named '([^']+)'/;
const GPU_MEMORY = /CUDA out of memory|CUBLAS_STATUS_ALLOC_FAILED/;
const NO_PROGRAM = /: (?:command )?not found$/;

function clueIn(line: string): Clue | null {
  const module = MISSING_MODULE.exec(line)?.[1];
  if (module !== undefined) return { type: 'module', name: module };
  const path = missingPath(line);
  if (path !== null) return { type: 'file', path };
  if (GPU_MEMORY.test(line)) return { type: 'gpu-memory' };
  return NO_PROGRAM.test(line) ? { type: 'program' } : null;
}

const NOT_THERE = /No such file or directory|ENOENT: no such file or directory|can't open file/;
/** How programs that do not quote it name the file, the most telling first: tar, dash, most others. */
const NAMED: readonly RegExp[] = [
  /: ([^\s:]+): Cannot open: No such file or directory/,
  /cannot open ([^\s:]+): No such file or directory/,
  /: ([^\s:]+): No such file or directory/,
];
/** An error of its own words may name a path, a model or a table. */
const OWN_WORDS = 'FileNotFoundError: ';

/** The file that a line says is not there; null: it says nothing such, or what it names is no path. */
function missingPath(line: string): string | null {
  const told = NOT_THERE.exec(line);
  if (told === null) {
    const own = line.indexOf(OWN_WORDS);
    const named = own < 0 ? '' : (quotedIn(line.slice(own)) ?? '');
    return isPath(named) && /[/]|\.\w{1,8}$/.test(named) && !/\s/.test(named) ? named : null;
  }
  const named = quotedAround(line, told) ?? firstNamed(line);
  return named !== undefined && isPath(named) ? named : null;
}

/** Python and Node quote the path behind what they say of it, R and ls before it. */
function quotedAround(line: string, { index, 0: words }: RegExpExecArray): string | undefined {
  const behind = line.slice(index + words.length);
  const begins = behind.search(/['"]/);
  if (begins >= 0 && begins <= FARTHEST_QUOTE) return quotedIn(behind);
  const before = line.slice(0, index);
  if (!/['"’]: $/.test(before)) return undefined;
  const inside = before.slice(0, -"': ".length);
  return inside.slice(Math.max(...["'", '"', '‘'].map((mark) => inside.lastIndexOf(mark))) + 1);
}

const FARTHEST_QUOTE = 20;

/** What stands between the first two quotation marks. */
function quotedIn(text: string): string | undefined {
  return text.split(/['"]/, 3)[1];
}

function firstNamed(line: string): string | undefined {
  return NAMED.map((pattern) => pattern.exec(line)?.[1]).find((one) => one !== undefined);
}

const LONGEST_PATH = 300;

function isPath(text: string): boolean {
  if (text === '' || text.length > LONGEST_PATH) return false;
  return !/^-|:\/\/|[<>|*?{}$\\]/.test(text);
}
