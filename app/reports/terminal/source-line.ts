import { segmentsOf } from '../layout/segments-of.ts';
import { textWidth } from '../layout/text-width.ts';

/** A part of a source line made fit to show, and the columns that a span of it takes there. */
export type SourceView = { readonly text: string; readonly from: number; readonly width: number };

/**
 * Shows a line of a file with tabs and unprintable characters visible, and finds where the characters from `start` to
 * `end` (counted from 0, in UTF-16 units) stand. Of a line that is too wide it shows the part around them.
 */
export function sourceView(
  source: string,
  [start, end]: readonly [start: number, end: number],
  width: number,
): SourceView {
  const before = shown(source.slice(0, start));
  const marked = shown(source.slice(start, Math.max(start, end)));
  const after = shown(source.slice(Math.max(start, end)));
  const lead = textWidth(before);
  const room = Math.max(1, width - 2);
  const markedWidth = Math.min(Math.max(1, textWidth(marked)), room);
  const left =
    lead + markedWidth <= room ? before : `…${lastColumns(before, contextRoom(room, markedWidth))}`;
  const all = `${left}${marked}${after}`;
  const text = textWidth(all) <= width ? all : `${firstColumns(all, width - 1)}…`;
  return { text, from: textWidth(left), width: markedWidth };
}

// How much of a long line is kept before the span: enough to see what it belongs to.
function contextRoom(room: number, markedWidth: number): number {
  return Math.max(0, Math.min(Math.floor(room / 2), room - markedWidth - 1));
}

/**
 * Tabs as arrows four columns wide; what could move the cursor or reorder text as `�`; of marks that are piled on one
 * character, which take no column however many they are, as many as a language or a flag needs.
 */
function shown(text: string): string {
  return text
    .replace(/\t/g, '→   ')
    .replace(/[\p{Cc}\u200B-\u200F\u202A-\u202E\u2060-\u2069\u2028\u2029\uFEFF]/gu, '�')
    .replace(PILED, '$1');
}

const PILED =
  /([\p{M}\p{Default_Ignorable_Code_Point}]{8})[\p{M}\p{Default_Ignorable_Code_Point}]+/gu;

function firstColumns(text: string, width: number): string {
  let kept = '';
  let used = 0;
  for (const segment of segmentsOf(text)) {
    used += textWidth(segment);
    if (used > width) break;
    kept += segment;
  }
  return kept;
}

function lastColumns(text: string, width: number): string {
  const segments = [...segmentsOf(text)];
  let kept = '';
  let used = 0;
  for (const segment of segments.reverse()) {
    used += textWidth(segment);
    if (used > width) break;
    kept = segment + kept;
  }
  return kept;
}
