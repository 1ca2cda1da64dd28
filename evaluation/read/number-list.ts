const FIRST = 1024;

/** A list of numbers that grows, at eight bytes each. */
export class NumberList {
  #numbers = new Float64Array(FIRST);
  #length = 0;

  push(number: number): void {
    if (this.#length === this.#numbers.length) {
      const larger = new Float64Array(this.#length * 2);
      larger.set(this.#numbers);
      this.#numbers = larger;
    }
    this.#numbers[this.#length] = number;
    this.#length += 1;
  }

  /** No longer than it is full; the list is not used any more. */
  end(): Float64Array {
    return this.#numbers.slice(0, this.#length);
  }
}
