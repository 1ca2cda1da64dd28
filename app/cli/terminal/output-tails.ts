const TAIL_LINES = 20;

/** Remembers the last lines that each step printed, for the story of those that fail. */
export class OutputTails {
  readonly #lines = new Map<string, string[]>();

  add(key: string, text: string): void {
    const lines = this.#lines.get(key) ?? [];
    lines.push(text);
    if (lines.length > TAIL_LINES) lines.shift();
    this.#lines.set(key, lines);
  }

  all(): ReadonlyMap<string, readonly string[]> {
    return this.#lines;
  }
}
