import { NameBook } from './name-book.ts';

/** A list of names, one a row, of which some may be the same. Millions take little more than their bytes. */
export class Names {
  readonly #book: NameBook;
  /** The number of each row's name; null: the rows are numbered as their names. */
  readonly #numbers: Int32Array | null;
  readonly length: number;
  #rows: Int32Array | null = null;

  constructor(book: NameBook, numbers: Int32Array | null) {
    this.#book = book;
    this.#numbers = numbers;
    this.length = numbers?.length ?? book.size;
  }

  static of(names: Iterable<string>): Names {
    const book = new NameBook();
    const numbers = Int32Array.from([...names], (name) => book.add(name));
    return new Names(book, numbers.length === book.size ? null : numbers);
  }

  /** How many numbers there may be. */
  get numbers(): number {
    return this.#book.size;
  }

  numberAt(row: number): number {
    return this.#numbers === null ? row : (this.#numbers[row] ?? 0);
  }

  at(row: number): string {
    return this.#book.nameOf(this.numberAt(row));
  }

  nameOf(number: number): string {
    return this.#book.nameOf(number);
  }

  /** By number the last of its rows; −1: none of these has it. */
  get rows(): Int32Array {
    if (this.#rows !== null) return this.#rows;
    const rows = new Int32Array(this.numbers).fill(-1);
    for (let row = 0; row < this.length; row += 1) rows[this.numberAt(row)] = row;
    this.#rows = rows;
    return rows;
  }

  /** How many different ones. */
  get size(): number {
    if (this.#numbers === null) return this.length;
    let size = 0;
    for (const row of this.rows) if (row >= 0) size += 1;
    return size;
  }

  get isUnique(): boolean {
    return this.size === this.length;
  }

  /** By number here, its number there; −1: it never was one of that list, nor of any that it was chosen from. */
  numbersIn(other: Names): Int32Array {
    return this.#book.numbersIn(other.#book);
  }

  /** Those of some rows, in a list that knows no others. */
  copied(rows: Int32Array): Names {
    const book = new NameBook();
    const numbers = rows.map((row) => book.addOf(this.#book, this.numberAt(row)));
    return new Names(book, numbers.length === book.size ? null : numbers);
  }

  /** Those of some rows, under the same numbers. */
  chosen(rows: Int32Array): Names {
    return new Names(
      this.#book,
      rows.map((row) => this.numberAt(row)),
    );
  }
}
