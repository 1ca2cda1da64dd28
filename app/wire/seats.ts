/** So many at once, of each and of all together. */
export class Seats {
  readonly #each: number;
  readonly #all: number;
  readonly #taken = new Map<string, number>();
  #total = 0;

  constructor({ each, all }: { readonly each: number; readonly all: number }) {
    this.#each = each;
    this.#all = all;
  }

  /** Takes one; gives how to leave it, or who has too many. */
  take(who: string): (() => void) | 'they' | 'all' {
    const count = this.#taken.get(who) ?? 0;
    if (count >= this.#each) return 'they';
    if (this.#total >= this.#all) return 'all';
    this.#taken.set(who, count + 1);
    this.#total += 1;
    let isTaken = true;
    return () => {
      if (!isTaken) return;
      isTaken = false;
      this.#total -= 1;
      const left = (this.#taken.get(who) ?? 1) - 1;
      if (left > 0) this.#taken.set(who, left);
      else this.#taken.delete(who);
    };
  }
}
