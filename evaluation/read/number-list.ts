import { closeSync, openSync, readSync, writeSync } from 'node:fs';

const FIRST = 1024;
/** So many numbers are held in memory before they go to a file. */
const MOST_HELD = 1_048_576;

/** A list of numbers that grows, at eight bytes each; where it may lie in a file, only its last part is in memory. */
export class NumberList {
  #numbers = new Float64Array(FIRST);
  /** Of those in memory. */
  #length = 0;
  readonly #path: string | null;
  #file: { readonly path: string; readonly descriptor: number; length: number } | null = null;

  constructor(path: string | null = null) {
    this.#path = path;
  }

  push(number: number): void {
    if (this.#length === this.#numbers.length) this.#makeRoom();
    this.#numbers[this.#length] = number;
    this.#length += 1;
  }

  /** Gives all of them; the list is not used any more. */
  end(): () => Float64Array {
    if (this.#file === null) {
      const numbers = this.#numbers.slice(0, this.#length);
      return () => numbers;
    }
    this.#write(this.#file);
    const { path, descriptor, length } = this.#file;
    closeSync(descriptor);
    this.#numbers = new Float64Array();
    return () => numbersIn(path, length);
  }

  #makeRoom(): void {
    const path = this.#length < MOST_HELD ? null : this.#path;
    if (path !== null) {
      this.#file ??= { path, descriptor: openSync(path, 'wx', 0o600), length: 0 };
      this.#write(this.#file);
      return;
    }
    const larger = new Float64Array(this.#length * 2);
    larger.set(this.#numbers);
    this.#numbers = larger;
  }

  #write(file: { readonly descriptor: number; length: number }): void {
    const bytes = bytesOf(this.#numbers.subarray(0, this.#length));
    for (let at = 0; at < bytes.length;) at += writeSync(file.descriptor, bytes, at);
    file.length += this.#length;
    this.#length = 0;
  }
}

function numbersIn(path: string, length: number): Float64Array {
  const numbers = new Float64Array(length);
  const bytes = bytesOf(numbers);
  const descriptor = openSync(path, 'r');
  try {
    for (let at = 0; at < bytes.length;) {
      const read = readSync(descriptor, bytes, at, bytes.length - at, at);
      if (read === 0) throw new Error(`${path} became shorter`);
      at += read;
    }
  } finally {
    closeSync(descriptor);
  }
  return numbers;
}

function bytesOf({ buffer, byteOffset, byteLength }: Float64Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}
