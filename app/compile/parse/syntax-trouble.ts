import type { YAMLError } from 'yaml';
import type { ProblemCode } from '../problems/problem-codes.ts';
import type { Range } from './positions.ts';

/** One mistake that YAML itself sees, in words. */
export type SyntaxTrouble = {
  readonly code: ProblemCode;
  readonly range: Range;
  readonly message: string;
  readonly hint: string | null;
  /**
   * What must be done before the rest can be checked: nothing, since the parser went on as if it had been right;
   * blotting out these characters; or nothing helps.
   */
  readonly repair: 'none-needed' | Range | 'impossible';
};

/** Says what an error of the YAML parser means for whoever wrote the line. */
export function syntaxTrouble(error: YAMLError, text: string): SyntaxTrouble {
  const [start, end] = error.pos;
  const range = { start, end: Math.max(end, start + 1) };
  const trap = expressionTrap(error, text);
  if (trap !== null) return trap;
  const told = EXPLANATIONS[error.code]?.(text.charAt(start));
  const line = lineToRepair(error, text);
  if (error.code === 'MULTIPLE_DOCS') range.end = start + 3;
  return {
    range: line ?? range,
    repair: line ?? 'impossible',
    ...(told ?? { code: 'yaml-syntax', message: sentence(error.message), hint: hintFor(error) }),
  };
}

function lineToRepair(error: YAMLError, text: string): Range | null {
  if (error.code === 'BLOCK_AS_IMPLICIT_KEY') return restOfLine(error, text);
  if (!isBlockHeader(error)) return null;
  const { start, end } = restOfLine(error, text);
  // The header begins with the `>` or `|` before what is too much in it.
  return { start: start - 1, end };
}

function isBlockHeader({ message }: YAMLError): boolean {
  return message.startsWith('Block scalar header includes extra characters');
}

function hintFor(error: YAMLError): string | null {
  return isBlockHeader(error) ? 'put the value in quotes: > and | begin a block of lines' : null;
}

// Characters from a `${{` to its `}}`, or to the end of its line.
function expressionRange(text: string, start: number): Range {
  const close = text.indexOf('}}', start);
  const lineEnd = text.indexOf('\n', start);
  const stop = lineEnd === -1 ? text.length : lineEnd;
  return { start, end: close === -1 || close > stop ? stop : close + 2 };
}

function expressionTrap(error: YAMLError, text: string): SyntaxTrouble | null {
  const start = expressionNear(error, text);
  if (start === null) return null;
  const range = expressionRange(text, start);
  const expression = text.slice(range.start, range.end);
  return {
    code: 'unquoted-expression',
    range,
    message: `\`${expression}\` needs quotes here: YAML reads its braces, colons and # as its own`,
    hint: 'put the whole value in quotes',
    repair: error.code === 'BLOCK_AS_IMPLICIT_KEY' ? restOfLine(error, text) : range,
  };
}

function expressionNear(error: YAMLError, text: string): number | null {
  const [at] = error.pos;
  // In a flow map or list, `$` is read as a text of its own and the first brace as what should not follow.
  if (text.startsWith('${{', at - 1)) return at - 1;
  if (error.code !== 'BLOCK_AS_IMPLICIT_KEY') return null;
  const line = text.slice(at, lineEndOf(text, at));
  const inLine = line.indexOf('${{');
  return inLine !== -1 && /:\s/.test(line) ? at + inLine : null;
}

function restOfLine(error: YAMLError, text: string): Range {
  const [start] = error.pos;
  return { start, end: lineEndOf(text, start) };
}

type Explanation = Pick<SyntaxTrouble, 'code' | 'message' | 'hint'> & {
  readonly repair?: 'none-needed';
};

const EXPLANATIONS: Readonly<Record<string, (char: string) => Explanation>> = {
  TAB_AS_INDENT: () => ({
    code: 'tab',
    message: 'a tab indents this line, which YAML does not allow',
    hint: 'indent with spaces',
  }),
  BAD_SCALAR_START: (char) => ({
    code: 'yaml-syntax',
    message: `a value cannot begin with ${char} in YAML`,
    hint: 'put the value in quotes',
    repair: 'none-needed',
  }),
  BLOCK_AS_IMPLICIT_KEY: () => ({
    code: 'yaml-syntax',
    message: 'this line has a second `: `, which begins a map inside the value',
    hint: 'put the value in quotes, or below a `|` on lines of its own',
  }),
  MULTIPLE_DOCS: () => ({
    code: 'yaml-syntax',
    message: 'a pipeline file is one document; `---` begins another',
    hint: 'put each pipeline in a file of its own',
    repair: 'none-needed',
  }),
  BAD_INDENT: () => ({
    code: 'yaml-syntax',
    message: 'this line is not indented like its neighbours, or a bracket above is not closed',
    hint: 'give all keys of one map the same number of leading spaces',
  }),
  BAD_DQ_ESCAPE: () => ({
    code: 'yaml-syntax',
    message: 'this backslash makes no escape sequence that YAML knows',
    hint: 'use single quotes, where a backslash is only a backslash',
  }),
};

function sentence(message: string): string {
  return message.charAt(0).toLowerCase() + message.slice(1);
}

function lineEndOf(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end === -1 ? text.length : end;
}
