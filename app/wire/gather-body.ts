import type { BodyAccount, ByteBudget } from './byte-budget.ts';

export type BodyLimits = {
  /** Bytes of this body. */
  readonly most: number;
  readonly budget: ByteBudget;
  /** On whose account it is held. */
  readonly sender: string;
};

/** A body in memory; its bytes are gone once it is released. */
export type GatheredBody =
  | { readonly type: 'whole'; readonly bytes: Uint8Array; readonly release: () => void }
  | { readonly type: 'too-large' }
  /** There is no room for it now. */
  | { readonly type: 'crowded' };

/** Reads a body as far as it may be read; the rest stays unread. Throws when its sender hangs up. */
export async function gatherBody(
  chunks: AsyncIterable<unknown>,
  { most, budget, sender }: BodyLimits,
): Promise<GatheredBody> {
  const dropped = Promise.withResolvers<null>();
  const iterator = chunks[Symbol.asyncIterator]();
  const body = new GrowingBody(most, (drop) =>
    budget.open(sender, () => {
      drop();
      dropped.resolve(null);
    }),
  );
  const give = (type: 'too-large' | 'crowded'): GatheredBody => {
    body.close();
    // What is under way ends with the connection.
    void iterator.return?.().catch(() => {});
    return { type };
  };
  try {
    for (;;) {
      const next = await Promise.race([iterator.next(), dropped.promise]);
      if (next === null) return give('crowded');
      if (next.done === true) break;
      const why = body.add(next.value);
      if (why !== null) return give(why);
    }
  } catch (error) {
    body.close();
    throw error;
  }
  return { type: 'whole', bytes: body.bytes(), release: () => body.close() };
}

/**
 * One buffer for all chunks: each chunk is an object of its own, and a body may come in chunks of one byte. Its memory goes
 * back at once, not with the next collection of garbage: a flood would be faster than that.
 */
class GrowingBody {
  readonly #most: number;
  readonly #account: BodyAccount;
  #buffer = new Uint8Array(0);
  #length = 0;

  constructor(most: number, open: (onDrop: () => void) => BodyAccount) {
    this.#most = most;
    this.#account = open(() => this.#free());
  }

  /** Null: it was added. */
  add(chunk: unknown): 'too-large' | 'crowded' | null {
    if (!(chunk instanceof Uint8Array)) throw new TypeError('A body comes in bytes.');
    const end = this.#length + chunk.byteLength;
    if (end > this.#most) return 'too-large';
    if (end > this.#buffer.byteLength && !this.#grow(end)) return 'crowded';
    this.#buffer.set(chunk, this.#length);
    this.#length = end;
    return null;
  }

  bytes(): Uint8Array {
    return this.#buffer.subarray(0, this.#length);
  }

  close(): void {
    this.#account.close();
    this.#free();
  }

  #grow(needed: number): boolean {
    const { byteLength: had } = this.#buffer;
    const capacity = Math.min(this.#most, Math.max(needed, 2 * had));
    if (!this.#account.take(capacity - had)) return false;
    this.#buffer = new Uint8Array(this.#buffer.buffer.transfer(capacity));
    return true;
  }

  #free(): void {
    this.#buffer.buffer.transfer(0);
    this.#buffer = new Uint8Array(0);
  }
}
