import wrapAnsi from 'wrap-ansi';

/** The text broken between words into lines of at most `width` columns; a word that is longer stands alone. */
export function wrap(text: string, width: number): readonly string[] {
  return wrapAnsi(text, width).split('\n');
}
