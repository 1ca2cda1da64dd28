import { textWidth } from '../../reports/layout/text-width.ts';
import { stripVTControlCharacters } from 'node:util';
import type { Output } from '../io.ts';
import { columnsOf } from './terminal.ts';

const HIDE_CURSOR = '\u001B[?25l';
const SHOW_CURSOR = '\u001B[?25h';
// The terminal shows a frame at once or not at all; terminals that do not know these ignore them:
// https://gist.github.com/christianparpart/d8a62cc1ab659194337d73e399004036
const BEGIN_FRAME = '\u001B[?2026h';
const END_FRAME = '\u001B[?2026l';
const ONE_UP = '\u001B[1A';
const CLEAR_LINE = '\u001B[2K';
const CLEAR_LINE_END = '\u001B[K';
const CLEAR_BELOW = '\u001B[J';

/**
 * The last lines of a terminal, redrawn in place; what is written above them scrolls away as usual. Our own, since
 * `log-update` cuts such text to the height of the terminal and writes it as a frame of its own, and leaves lines behind in
 * a terminal that was made narrower.
 */
export class LiveRegion {
  readonly #output: Output;
  #drawn: readonly string[] = [];

  constructor(output: Output) {
    this.#output = output;
  }

  /** Replaces what the region shows; `above`, whole lines, is written before it and stays. */
  draw(lines: readonly string[], above: string): void {
    const kept = above.replaceAll('\n', `${CLEAR_LINE_END}\n`);
    const body = lines.map((text) => `${text}${CLEAR_LINE_END}\n`).join('');
    this.#output.write(
      `${BEGIN_FRAME}${HIDE_CURSOR}${this.#toStart()}${kept}${body}${CLEAR_BELOW}${END_FRAME}`,
    );
    this.#drawn = lines;
  }

  /** Takes the region away and gives the cursor back. It can be drawn again. */
  clear(): void {
    if (this.#drawn.length === 0) return;
    // Line by line: tmux keeps a screen that is cleared from its top in the history.
    const lines = `${ONE_UP}${CLEAR_LINE}`.repeat(this.#rows());
    this.#output.write(`\r${CLEAR_LINE}${lines}${SHOW_CURSOR}`);
    this.#drawn = [];
  }

  #toStart(): string {
    const rows = this.#rows();
    return rows === 0 ? '' : `\r\u001B[${rows}A`;
  }

  // A terminal made narrower since has broken the lines that were drawn into more rows.
  #rows(): number {
    const columns = columnsOf(this.#output);
    return this.#drawn.reduce((sum, text) => {
      const width = textWidth(stripVTControlCharacters(text));
      return sum + Math.max(1, Math.ceil(width / columns));
    }, 0);
  }
}
