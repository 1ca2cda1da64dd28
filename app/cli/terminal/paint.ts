import pc from 'picocolors';
import { lineText, type Line, type Tone } from '../../reports/layout/line.ts';

const { bold, cyan, dim, green, red, yellow } = pc.createColors(true);

const PAINT: Readonly<Record<Tone, (text: string) => string>> = {
  plain: (text) => text,
  strong: bold,
  dim,
  good: green,
  bad: red,
  warn: yellow,
  accent: cyan,
};

/** The line as a terminal shows it; without colour it is only its text. */
export function paintLine(spans: Line, colour: boolean): string {
  if (!colour) return lineText(spans);
  return spans
    .map(({ text, tone }) => (text.trim() === '' ? text : PAINT[tone](text)))
    .join('')
    .trimEnd();
}

/** Lines as one text, each ended by a newline. */
export function paint(lines: readonly Line[], colour: boolean): string {
  return lines.map((spans) => `${paintLine(spans, colour)}\n`).join('');
}
