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
