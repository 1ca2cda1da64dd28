import type { Output } from '../../../app/cli/io.ts';

/* oxlint-disable no-control-regex -- escape sequences are what a screen reads */
const TOKEN = /\u001B\[[?0-9;]*[A-Za-z]|[\r\n]|[^\u001B\r\n]+/g;
const NOTHING_SEEN = /^(\r|\u001B\[(K|\?2026[hl]|\d+m))$/;
const UP = /^\u001B\[(\d+)A$/;
/* oxlint-enable no-control-regex */

/** A terminal's screen for the few sequences that a live region writes; any other is an error. */
export class Screen implements Output {
  readonly isTTY = true;
  readonly columns: number;
  readonly rows: number;
  cursorShown = true;
  writes = 0;
  #lines: string[] = [''];
  #row = 0;

  constructor(columns = 80, rows = 24) {
    this.columns = columns;
    this.rows = rows;
  }

  write(text: string): void {
    this.writes += 1;
    for (const [token] of text.matchAll(TOKEN)) this.#take(token);
  }

  get text(): string {
    return this.#lines.join('\n').replace(/\n+$/, '\n');
  }

  #take(token: string): void {
    if (token === '\n') this.#down();
    else if (NOTHING_SEEN.test(token)) return;
    else if (token === '\u001B[2K') this.#lines[this.#row] = '';
    else if (token === '\u001B[J') this.#lines.splice(this.#row, Number.POSITIVE_INFINITY, '');
    else if (token === '\u001B[?25l') this.cursorShown = false;
    else if (token === '\u001B[?25h') this.cursorShown = true;
    else this.#print(token);
  }

  #print(token: string): void {
    const up = UP.exec(token);
    if (up !== null) this.#row = Math.max(0, this.#row - Number(up[1]));
    else if (token.startsWith('\u001B'))
      throw new Error(`unknown sequence ${JSON.stringify(token)}`);
    else this.#lines[this.#row] = token;
  }

  #down(): void {
    this.#row += 1;
    this.#lines[this.#row] ??= '';
  }
}
