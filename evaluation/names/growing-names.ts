import { NameBook } from './name-book.ts';
import { Names } from './names.ts';

/** Takes names row by row. */
export class GrowingNames {
  readonly #book = new NameBook();
  /** Null while each row has a name of its own. */
  #numbers: Int32Array | null = null;
  #length = 0;

  /** Whether it stood in no row before. */
  push(name: string): boolean {
    const { size } = this.#book;
    const number = this.#book.add(name);
    if (number !== this.#length) this.#numbers ??= new Int32Array(2 * size).map((_, row) => row);
    if (this.#numbers !== null) this.#keep(this.#numbers, number);
    this.#length += 1;
    return this.#book.size > size;
  }

  #keep(numbers: Int32Array, number: number): void {
    const { length } = numbers;
    const isFull = length === this.#length;
    const larger = isFull ? new Int32Array(2 * length + 1) : numbers;
    if (isFull) larger.set(numbers);
    larger[this.#length] = number;
    this.#numbers = larger;
  }

  /** The list is not used any more. */
  end(): Names {
    return new Names(this.#book, this.#numbers?.slice(0, this.#length) ?? null);
  }
}
