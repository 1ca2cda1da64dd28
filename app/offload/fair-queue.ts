/** What waits, by who wants it: each in its turn, so that nobody waits for all that another one wants. */
export class FairQueue<T> {
  /** In the order of their turns. */
  readonly #byAsker = new Map<string, T[]>();
  #size = 0;

  get size(): number {
    return this.#size;
  }

  add(asker: string, item: T): void {
    const own = this.#byAsker.get(asker);
    if (own === undefined) this.#byAsker.set(asker, [item]);
    else own.push(item);
    this.#size += 1;
  }

  /** The newest of whoever has the most waiting, taken out; null: nothing waits. */
  dropOfMost(): T | null {
    const [asker, own] = [...this.#byAsker].reduce<readonly [string, readonly T[]]>(
      (most, each) => (each[1].length > most[1].length ? each : most),
      ['', []],
    );
    const dropped = own.at(-1);
    if (dropped === undefined) return null;
    const rest = own.slice(0, -1);
    if (rest.length > 0) this.#byAsker.set(asker, rest);
    else this.#byAsker.delete(asker);
    this.#size -= 1;
    return dropped;
  }

  /** The oldest of whoever's turn it is; null: nothing waits. */
  take(): T | null {
    for (const [asker, own] of this.#byAsker) {
      this.#byAsker.delete(asker);
      const [item, ...rest] = own;
      if (item === undefined) continue;
      if (rest.length > 0) this.#byAsker.set(asker, rest);
      this.#size -= 1;
      return item;
    }
    return null;
  }
}
