import type { Problem } from '../../domain/problem.ts';
import { fitLine } from '../layout/fit.ts';
import { line, span, type Line, type Tone } from '../layout/line.ts';
import { sourceView, type SourceView } from './source-line.ts';
import { wrap } from '../layout/wrap.ts';

export type SourceFile = { readonly file: string; readonly text: string };

/**
 * A problem with the lines of the file that it is about, the place marked, and what to write instead; at most `width`
 * columns. The place reads `file:line:column`, which editors and terminals turn into a link.
 */
export function codeFrame(problem: Problem, source: SourceFile, width: number): readonly Line[] {
  const lines = source.text.split(/\r\n|\n|\r/);
  const last = Math.min(Math.max(1, problem.line), lines.length);
  const gutter = String(last).length;
  const tone = problem.severity === 'error' ? 'bad' : 'warn';
  const view = sourceView(
    lines[last - 1] ?? '',
    spanOf(problem, lines[last - 1] ?? ''),
    width - gutter - 3,
  );
  const rule: Line = [span(`${' '.repeat(gutter)} │`, 'dim')];
  return [
    ...headline(problem, tone, width),
    [
      span(`${' '.repeat(gutter)} ┌─ `, 'dim'),
      span(`${source.file}:${problem.line}:${problem.column}`, 'accent'),
    ],
    rule,
    ...contextLines(lines, { last, gutter }, width),
    [span(`${last} │ `, 'dim'), span(view.text)],
    fitLine(marks(problem, view, { gutter, tone }), width),
    ...hintLines(problem.hint, gutter, width),
  ];
}

function headline(problem: Problem, tone: Tone, width: number): readonly Line[] {
  const label = `${problem.severity}[${problem.code}]`;
  const [first = '', ...rest] = wrap(problem.message, Math.max(20, width - label.length - 2));
  return [
    [span(label, tone), span(`: ${first}`, 'strong')],
    ...rest.map((text) => line(`${' '.repeat(label.length + 2)}${text}`, 'strong')),
  ];
}

function contextLines(
  lines: readonly string[],
  { last, gutter }: { last: number; gutter: number },
  width: number,
): readonly Line[] {
  const shown = enclosingLines(lines, last);
  return shown.flatMap((number, index) => {
    const next = shown[index + 1] ?? last;
    const above = contextLine(lines, number, { gutter, width });
    if (next === number + 1) return [above];
    // A gap of one line takes no less room than the line.
    if (next === number + 2) return [above, contextLine(lines, number + 1, { gutter, width })];
    return [above, line(`${' '.repeat(gutter)} ⋮`, 'dim')];
  });
}

function contextLine(
  lines: readonly string[],
  number: number,
  { gutter, width }: { gutter: number; width: number },
): Line {
  const view = sourceView(lines[number - 1] ?? '', [0, 0], width - gutter - 3);
  return line(`${String(number).padStart(gutter)} │ ${view.text}`, 'dim');
}

/** The line before, and above it the keys that the place belongs to, such as its step. */
function enclosingLines(lines: readonly string[], last: number): readonly number[] {
  const shown = last > 1 ? [last - 1] : [];
  let depth = indentOf(lines[last - 1] ?? '');
  for (let number = last - 1; number >= 1 && depth > 2; number -= 1) {
    const text = lines[number - 1] ?? '';
    if (/^\s*(#|$)/.test(text) || indentOf(text) >= depth) continue;
    depth = indentOf(text);
    if (number < last - 1) shown.unshift(number);
  }
  return shown;
}

function indentOf(text: string): number {
  return text.length - text.trimStart().length;
}

/** The marked part of the problem's first line, in characters from 0; at most to that line's end. */
function spanOf(problem: Problem, text: string): readonly [start: number, end: number] {
  const start = Math.min(problem.column - 1, text.length);
  const goesOn = problem.endLine > problem.line;
  return [start, goesOn ? text.trimEnd().length : Math.min(problem.endColumn - 1, text.length)];
}

function marks(
  problem: Problem,
  view: SourceView,
  { gutter, tone }: { gutter: number; tone: Tone },
): Line {
  return [
    span(`${' '.repeat(gutter)} │ `, 'dim'),
    span(`${' '.repeat(view.from)}${'^'.repeat(view.width)}`, tone),
    span(problem.endLine > problem.line ? ` to line ${problem.endLine}` : '', 'dim'),
  ];
}

function hintLines(hint: string | null, gutter: number, width: number): readonly Line[] {
  if (hint === null) return [];
  const indent = ' '.repeat(gutter + 1);
  const [first = '', ...rest] = wrap(hint, Math.max(20, width - gutter - 9));
  return [
    [span(`${indent}= `, 'dim'), span('hint: ', 'accent'), span(first)],
    ...rest.map((text) => line(`${indent}        ${text}`)),
  ];
}
