import { EXECUTOR_LIMITS } from '../../schemas/executor-limits.ts';
import { textOf } from './table-rows.ts';

const { id: LONGEST_ID } = EXECUTOR_LIMITS.examples;

type Name =
  { readonly ok: true; readonly text: string } | { readonly ok: false; readonly why: string };

/** What a cell names; else why it names nothing, to follow "which". */
export function nameIn(cell: unknown): Name {
  const text = typeof cell === 'string' ? cell : textOf(cell);
  const why = text === null ? 'is neither text nor a number' : whyNoName(cell, text);
  return text === null || why !== null ? { ok: false, why: why ?? '' } : { ok: true, text };
}

function whyNoName(cell: unknown, text: string): string | null {
  if (text === '') return 'names nothing';
  // Another whole number would be written the same.
  if (Number.isInteger(cell) && !Number.isSafeInteger(cell)) {
    return 'has more digits than a number keeps: write it as text';
  }
  if (text.length > LONGEST_ID) return `has more than ${LONGEST_ID} characters`;
  return text.includes('\uFFFD') || !text.isWellFormed() ? 'is no UTF-8' : null;
}

/** A cell as a sentence shows it. */
export function shownCell(cell: unknown, quoted: (text: string) => string): string {
  const text = textOf(cell);
  if (text === null) return Array.isArray(cell) ? 'a list' : 'a map';
  return text === '' ? 'empty' : quoted(text);
}
