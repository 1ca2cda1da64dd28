import { withoutEscapes } from './escapes.ts';
import { withoutTrailing } from './without-trailing.ts';

/** Control characters, those that turn the direction of text, and separators of lines. https://trojansource.codes */
const UNSAFE = /[\p{Cc}\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069\u2028\u2029]/u;
const EACH_UNSAFE = new RegExp(UNSAFE, 'gu');

/**
 * One line of text that is safe to show: escape sequences are taken out, a line overwritten by carriage returns
 * (a progress bar) is what stood there last, tabs are spaces, and other control characters, which could move a
 * terminal's cursor or reorder what a reader sees, become `�`.
 */
export function printable(text: string): string {
  if (!UNSAFE.test(text)) return text;
  return visible(lastWritten(withoutEscapes(text)).replaceAll('\t', '    '));
}

/** A text in which each character that a terminal would obey, or that hides the order of others, is `�`. */
export function visible(text: string): string {
  return text.replace(EACH_UNSAFE, '�');
}

/** JSON that says the same, with such characters written as `\u009b`. They only stand inside of its texts. */
export function printableJson(json: string): string {
  return json.replace(EACH_UNSAFE, (char) =>
    char === '\n' ? char : `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

function lastWritten(text: string): string {
  if (!text.includes('\r')) return withoutTrailing(text, '\n');
  const last = text.split('\r').findLast((write) => write.trim() !== '') ?? '';
  return withoutTrailing(last, '\n');
}
