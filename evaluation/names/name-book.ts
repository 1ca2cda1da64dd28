const FIRST_SLOTS = 1024;
const FIRST_BYTES = 16 * 1024;
/** A character of UTF-16 has at most so many in UTF-8. */
const BYTES_A_CHARACTER = 3;
/** FNV-1a: https://datatracker.ietf.org/doc/html/draft-eastlake-fnv */
const [BASIS, PRIME] = [0x811c9dc5, 0x01000193];

const [ENCODER, DECODER] = [new TextEncoder(), new TextDecoder()];

type Written = readonly [start: number, end: number];

/**
 * Numbers names as they come, each once. Of millions neither a string nor an object is kept: their bytes lie one after the
 * other, and a table of numbers finds them.
 */
export class NameBook {
  #bytes = new Uint8Array(FIRST_BYTES);
  /** Where each name begins, and the next one would. */
  #starts = new Uint32Array(FIRST_SLOTS / 2 + 1);
  #size = 0;
  /** By the hash of a name its number and 1: 0 is free. At most half of them are taken. */
  #slots = new Int32Array(FIRST_SLOTS);
  /** Which book was asked last for these names. */
  #found: { readonly in: NameBook; readonly numbers: Int32Array } | null = null;

  get size(): number {
    return this.#size;
  }

  /** The number that it has, or has now. */
  add(name: string): number {
    return this.#added(this.#write(name));
  }

  /** The same of a name of another book. */
  addOf(other: NameBook, number: number): number {
    const [from = 0, to = 0] = [other.#starts[number], other.#starts[number + 1]];
    const start = this.#begin(to - from);
    for (let at = from; at < to; at += 1) this.#bytes[start + at - from] = other.#bytes[at] ?? 0;
    return this.#added([start, start + to - from]);
  }

  #added([start, end]: Written): number {
    const slot = this.#slotOf(this.#bytes, start, end);
    const found = (this.#slots[slot] ?? 0) - 1;
    if (found >= 0) return found;
    const number = this.#size;
    this.#slots[slot] = number + 1;
    this.#size += 1;
    this.#starts[this.#size] = end;
    if (this.#size * 2 === this.#slots.length) this.#grow();
    return number;
  }

  /** Null: it was never added. */
  numberOf(name: string): number | null {
    const [start, end] = this.#write(name);
    const number = (this.#slots[this.#slotOf(this.#bytes, start, end)] ?? 0) - 1;
    return number < 0 ? null : number;
  }

  nameOf(number: number): string {
    return DECODER.decode(this.#bytes.subarray(this.#starts[number], this.#starts[number + 1]));
  }

  /** What number each of these names has in another book; −1: none. */
  numbersIn(other: NameBook): Int32Array {
    if (this.#found?.in === other) return this.#found.numbers;
    const numbers = new Int32Array(this.#size);
    for (let number = 0; number < this.#size; number += 1) {
      const [start = 0, end = 0] = [this.#starts[number], this.#starts[number + 1]];
      const slot = other.#slotOf(this.#bytes, start, end);
      numbers[number] = (other.#slots[slot] ?? 0) - 1;
    }
    this.#found = { in: other, numbers };
    return numbers;
  }

  /** Behind all others, where it stays if it is new. */
  #write(name: string): Written {
    const start = this.#begin(name.length * BYTES_A_CHARACTER);
    for (let at = 0; at < name.length; at += 1) {
      const code = name.charCodeAt(at);
      if (code > LAST_ASCII) {
        return [start, start + ENCODER.encodeInto(name, this.#bytes.subarray(start)).written];
      }
      this.#bytes[start + at] = code;
    }
    return [start, start + name.length];
  }

  /** Where the next name begins, with room for so many bytes. */
  #begin(bytes: number): number {
    const start = this.#starts[this.#size] ?? 0;
    if (start + bytes > this.#bytes.length) {
      const longer = Math.max(start + bytes, Math.ceil(this.#bytes.length * 1.5));
      this.#bytes = new Uint8Array(this.#bytes.buffer.transfer(longer));
    }
    return start;
  }

  /** Where a name stands, or would. */
  #slotOf(bytes: Uint8Array, start: number, end: number): number {
    const mask = this.#slots.length - 1;
    let slot = hashOf(bytes, start, end) & mask;
    for (;;) {
      const number = (this.#slots[slot] ?? 0) - 1;
      if (number < 0 || this.#is(number, bytes, start, end)) return slot;
      slot = (slot + 1) & mask;
    }
  }

  #is(number: number, bytes: Uint8Array, start: number, end: number): boolean {
    const [from = 0, to = 0] = [this.#starts[number], this.#starts[number + 1]];
    if (to - from !== end - start) return false;
    for (let at = from; at < to; at += 1) {
      if (this.#bytes[at] !== bytes[start + at - from]) return false;
    }
    return true;
  }

  #grow(): void {
    this.#slots = new Int32Array(this.#slots.length * 2);
    this.#starts = new Uint32Array(this.#starts.buffer.transfer((this.#size * 2 + 1) * 4));
    const mask = this.#slots.length - 1;
    for (let number = 0; number < this.#size; number += 1) {
      const [start = 0, end = 0] = [this.#starts[number], this.#starts[number + 1]];
      let slot = hashOf(this.#bytes, start, end) & mask;
      while (this.#slots[slot] !== 0) slot = (slot + 1) & mask;
      this.#slots[slot] = number + 1;
    }
  }
}

const LAST_ASCII = 0x7f;

function hashOf(bytes: Uint8Array, start: number, end: number): number {
  let hash = BASIS;
  for (let at = start; at < end; at += 1) hash = Math.imul(hash ^ (bytes[at] ?? 0), PRIME);
  // Only its low bits are looked at.
  return hash ^ (hash >>> 15);
}
