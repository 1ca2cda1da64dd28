import wrapAnsi from 'wrap-ansi';
import { printable } from '../../../text/printable.ts';

/** The text broken between words into lines of at most `width` columns; a word that is longer stands alone. */
export function wrap(text: string, width: number): readonly string[] {
  const shown = text.split('\n').map(printable).join('\n');
  return wrapAnsi(shown, width).split('\n');
}
