import { textWidth } from './text-width.ts';
import { printable } from '../../../text/printable.ts';

/** What a piece of text means; the terminal gives it a colour, a page a class, plain text nothing. */
export type Tone = 'plain' | 'strong' | 'dim' | 'good' | 'bad' | 'warn' | 'accent';

export type Span = { readonly text: string; readonly tone: Tone };

/** One line of a report. Its texts hold nothing that a terminal would obey: `span` sees to it. */
export type Line = readonly Span[];

/** A piece of a line. */
export function span(text: string, tone: Tone = 'plain'): Span {
  return { text: printable(text), tone };
}

/** A line of one tone. */
export function line(text: string, tone: Tone = 'plain'): Line {
  return [span(text, tone)];
}

/** The line without its tones, without spaces at its end. */
export function lineText(spans: Line): string {
  return spans
    .map(({ text }) => text)
    .join('')
    .trimEnd();
}

/** Columns that the line takes in a terminal. */
export function lineWidth(spans: Line): number {
  return spans.reduce((sum, { text }) => sum + textWidth(text), 0);
}

/** The line moved to the right. */
export function indent(spans: Line, columns: number): Line {
  return [span(' '.repeat(columns)), ...spans];
}

/** Parts of a text one below the other, each with an empty line before it; parts without lines are left out. */
export function joinParts(parts: readonly (readonly Line[])[]): readonly Line[] {
  return parts.flatMap((part) => (part.length === 0 ? [] : [EMPTY].concat(part)));
}

const EMPTY: Line = [];
