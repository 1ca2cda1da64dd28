import { withoutMark } from '../../../text/without-mark.ts';
import { LineCounter, parseDocument, visit, type Document } from 'yaml';
import type { Json } from '../../domain/json.ts';
import type { Problem } from '../../domain/problem.ts';
import { clip, type Path } from '../problems/finding.ts';
import { measureNesting } from './measure-nesting.ts';
import { nodeProblem } from './node-problem.ts';
import { NodeToJson } from './node-to-json.ts';
import { Positions, type Range } from './positions.ts';
import { syntaxTrouble, type SyntaxTrouble } from './syntax-trouble.ts';
import { byteLength } from '../../../text/bytes.ts';

/** A file as YAML gives it. */
export type YamlFile = {
  /** Undefined: too broken to be looked at any further. */
  readonly value: Json | undefined;
  readonly positions: Positions;
  readonly problems: readonly Problem[];
  /** Values that are not what their author meant; nothing more should be said of them. */
  readonly damaged: readonly Path[];
};

const MAX_BYTES = 1024 * 1024;
const MARKS = '\n,:[{';
const MAX_MARKS = 250_000;
const MAX_REPAIRS = 3;
const MAX_SYNTAX_PROBLEMS = 100;
/** Of a hundred thousand closing brackets each is an error. */
const MAX_ERRORS = 1000;

/**
 * Reads a text as YAML 1.2 with merge keys and gives everything that is wrong with it as YAML. A value that lacks its
 * quotes is blotted out and the text read again, so that the other problems are found at once.
 */
export function readYaml(written: string): YamlFile {
  const text = withoutMark(written);
  const refused = refusal(text);
  if (refused !== null) return refused;
  try {
    return readWhole(text);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return overflow(text);
  }
}

function readWhole(text: string): YamlFile {
  const repaired: SyntaxTrouble[] = [];
  let readable = text;
  for (let round = 0; ; round += 1) {
    const parsed = parse(readable);
    const blots = withoutOverlaps(parsed.troubles.filter(isRepairable));
    if (blots.length === 0 || round === MAX_REPAIRS) {
      return finish(text, readable, parsed, repaired);
    }
    repaired.push(...blots);
    readable = blotOut(readable, blots);
  }
}

type Parsed = {
  readonly document: Document.Parsed;
  readonly lines: LineCounter;
  readonly troubles: readonly SyntaxTrouble[];
};

function parse(text: string): Parsed {
  // The library's own look for duplicate keys compares each with each; ours is in node-to-json.ts.
  const options = { prettyErrors: false, uniqueKeys: false, merge: true };
  const document = parseDocument(text, options);
  const told = document.errors.slice(0, MAX_ERRORS);
  const troubles = told.map((error) => syntaxTrouble(error, text));
  const lines = linesOf(text);
  return { document, lines, troubles: atTheirQuote(troubles, document) };
}

// The library itself misses the line breaks inside of a text that it did not expect.
function linesOf(text: string): LineCounter {
  const lines = new LineCounter();
  lines.addNewLine(0);
  for (const { index } of text.matchAll(/\n/g)) lines.addNewLine(index + 1);
  return lines;
}

// A quote that is never closed is noticed at the end of the file; whoever looks for it wants its beginning.
function atTheirQuote(
  troubles: readonly SyntaxTrouble[],
  document: Document.Parsed,
): readonly SyntaxTrouble[] {
  // The whole document is looked through once, however many of its quotes are open.
  let last: Range | null | undefined;
  return troubles.map((trouble) => {
    if (!/^missing closing ["']/.test(trouble.message)) return trouble;
    last = last === undefined ? lastQuote(document) : last;
    const hint = 'end the value with the same quote';
    return {
      ...trouble,
      range: last ?? trouble.range,
      message: 'this quote is never closed',
      hint,
    };
  });
}

function lastQuote(document: Document.Parsed): Range | null {
  let found: Range | null = null;
  visit(document, {
    Scalar: (_, { type, range }) => {
      const isQuoted = type === 'QUOTE_DOUBLE' || type === 'QUOTE_SINGLE';
      if (isQuoted && range) found = { start: range[0], end: range[0] + 1 };
    },
  });
  return found;
}

function finish(
  original: string,
  readable: string,
  { document, lines, troubles }: Parsed,
  repaired: readonly SyntaxTrouble[],
): YamlFile {
  const converter = new NodeToJson(original, readable);
  const value = converter.convert(document.contents);
  const positions = new Positions(original, lines, document.contents, converter.targets);
  const ofNodes = converter.troubles.map(({ type, range }) => ({
    range,
    ...nodeProblem(type, original.slice(range.start, range.end).trimEnd()),
  }));
  const all = [...repaired, ...worthTelling(troubles), ...ofNodes];
  const isLost =
    document.errors.length > MAX_ERRORS ||
    troubles.some(isLoss) ||
    converter.troubles.some(({ type }) => type === 'alias-bomb' || type === 'too-deep');
  return {
    value: isLost ? undefined : value,
    positions,
    problems: all.map((told) => positions.problemAt(told.range, asError(told))),
    damaged: converter.damaged,
  };
}

// Before any parsing, what parsing could not stand.
function refusal(text: string): YamlFile | null {
  const positions = new Positions(text, new LineCounter(), null, new Map());
  const refuse = (range: Range, told: Parameters<typeof asError>[0]): YamlFile => ({
    value: undefined,
    positions,
    problems: [lineless(text, range, told)],
    damaged: [],
  });
  if (byteLength(text) > MAX_BYTES) {
    const message = 'the file is larger than 1 MiB';
    const hint = 'a matrix, or a script in a file of its own, says the same in less';
    return refuse({ start: 0, end: 1 }, { code: 'too-large', message, hint });
  }
  if (isDense(text)) {
    const message = `the file has more than ${MAX_MARKS / 1000},000 lines, commas, colons and brackets`;
    const hint = 'a matrix, or data in a file of its own, says the same in less';
    return refuse({ start: 0, end: 1 }, { code: 'too-large', message, hint });
  }
  const deep = measureNesting(text);
  if (deep === null) return null;
  return refuse({ start: deep, end: deep + 1 }, nodeProblem('too-deep', ''));
}

// Each may begin a value, which takes the parser hundreds of bytes.
function isDense(text: string): boolean {
  let marks = 0;
  for (let at = 0; at < text.length; at += 1) {
    if (MARKS.includes(text.charAt(at))) marks += 1;
    if (marks > MAX_MARKS) return true;
  }
  return false;
}

/** `a: b: c: …` in one line nests as well; whether it is YAML or a text only the parser tells, which has no stack left then. */
function overflow(text: string): YamlFile {
  const depths = text.split('\n').map((line) => line.split(': ').length);
  const deepest = depths.indexOf(depths.reduce((most, depth) => Math.max(most, depth), 0));
  const start = text.split('\n').slice(0, deepest).join('\n').length + Math.min(deepest, 1);
  return {
    value: undefined,
    positions: new Positions(text, new LineCounter(), null, new Map()),
    problems: [lineless(text, { start, end: start + 1 }, nodeProblem('too-deep', ''))],
    damaged: [],
  };
}

function lineless(text: string, range: Range, told: Parameters<typeof asError>[0]): Problem {
  const before = text.slice(0, range.start).split('\n');
  const [line, column] = [before.length, (before.at(-1)?.length ?? 0) + 1];
  return { ...asError(told), line, column, endLine: line, endColumn: column + 1 };
}

function asError(told: {
  readonly code: Problem['code'];
  readonly message: string;
  readonly hint: string | null;
}): Pick<Problem, 'code' | 'severity' | 'message' | 'hint'> {
  const message = clip(told.message, 220);
  return { code: told.code, severity: 'error', message, hint: told.hint };
}

function isRepairable({ repair }: SyntaxTrouble): boolean {
  return typeof repair === 'object';
}

function isLoss({ repair }: SyntaxTrouble): boolean {
  return repair !== 'none-needed';
}

// One missing quote makes the parser stumble several times over the same characters.
function withoutOverlaps(troubles: readonly SyntaxTrouble[]): SyntaxTrouble[] {
  let last = -1;
  return troubles.filter(({ repair }) => {
    if (typeof repair !== 'object' || repair.start < last) return false;
    last = repair.end;
    return true;
  });
}

function blotOut(text: string, troubles: readonly SyntaxTrouble[]): string {
  let at = 0;
  const pieces: string[] = [];
  for (const { repair } of troubles) {
    if (typeof repair !== 'object') continue;
    pieces.push(text.slice(at, repair.start), 'x'.repeat(repair.end - repair.start));
    at = repair.end;
  }
  return pieces.join('') + text.slice(at);
}

// After the first line that YAML cannot read it guesses, so what it says of the lines below is noise.
function worthTelling(troubles: readonly SyntaxTrouble[]): SyntaxTrouble[] {
  const lost = troubles.findIndex((trouble) => isLoss(trouble) && trouble.code !== 'tab');
  return troubles
    .filter(({ code }, index) => lost === -1 || index <= lost || code === 'tab')
    .slice(0, MAX_SYNTAX_PROBLEMS);
}
