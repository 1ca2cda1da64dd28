import stripAnsi from 'strip-ansi';
import { withoutTrailing } from '../../../text/without-trailing.ts';

/**
 * One line of text that is safe to show: escape sequences are taken out, a line overwritten by carriage returns
 * (a progress bar) is what stood there last, tabs are spaces, and other control characters, which could move a
 * terminal's cursor or reorder what a reader sees, become `�`. https://trojansource.codes
 */
export function printable(text: string): string {
  return lastWritten(stripAnsi(text))
    .replace(/\t/g, '    ')
    .replace(/[\p{Cc}\u202A-\u202E\u2066-\u2069\u2028\u2029]/gu, '�');
}

function lastWritten(text: string): string {
  const last = text.split('\r').findLast((write) => write.trim() !== '') ?? '';
  return withoutTrailing(last, '\n');
}
