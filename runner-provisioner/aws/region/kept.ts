const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** After a failure nothing is read again for so long. */
const AGAIN_MS = 5 * MINUTE;
/** What could not be read anew for so long is no more believed. */
const FORGOTTEN_MS = 30 * DAY;

/** Something that is read anew when it is old; where it cannot be read, what was known stays for a month. */
export class Kept<T> {
  readonly #read: (now: number) => Promise<T>;
  readonly #freshMs: number;
  #known: { readonly value: T; readonly at: number } | null = null;
  #failedAt: number | null = null;
  #isExpired = false;

  constructor(read: (now: number) => Promise<T>, freshMs: number) {
    this.#read = read;
    this.#freshMs = freshMs;
  }

  /** Null: never read, or too long ago. */
  get value(): T | null {
    return this.#known?.value ?? null;
  }

  /** Reads it where it is old. Throws what reading throws. */
  async refresh(now: number): Promise<void> {
    const { at = -Infinity } = this.#known ?? {};
    if (now - at < this.#freshMs && !this.#isExpired) return;
    if (this.#failedAt !== null && now - this.#failedAt < AGAIN_MS) return;
    try {
      this.#known = { value: await this.#read(now), at: now };
      this.#failedAt = null;
      this.#isExpired = false;
    } catch (error) {
      this.#failedAt = now;
      if (now - at >= FORGOTTEN_MS) this.#known = null;
      throw error;
    }
  }

  /** It is no more as it was read: the next refresh reads it. */
  expire(): void {
    this.#isExpired = true;
  }
}
