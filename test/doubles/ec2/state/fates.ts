import type { StateReason } from '@aws-sdk/client-ec2';

/** What is in store for one instance. */
export type Fate = {
  /** The next instance of this type; any when left out. */
  readonly type?: string;
  /** How long it stays pending, in place of what is usual. */
  readonly pendingMs?: number;
  /** How long it takes from running until user-data starts. */
  readonly bootMs?: number;
  /** It runs, and its user-data never starts. */
  readonly neverBoots?: boolean;
  /** It ends by itself, so long after its launch; user-data may run until then. */
  readonly ends?: { readonly afterMs: number; readonly reason: StateReason };
};

/** The fates that a test chose, each met by one instance, in the order of launches. */
export class Fates {
  readonly #waiting: Fate[] = [];

  next(fate: Fate): void {
    this.#waiting.push(fate);
  }

  of(type: string): Fate {
    const index = this.#waiting.findIndex((fate) => (fate.type ?? type) === type);
    return index === -1 ? {} : (this.#waiting.splice(index, 1)[0] ?? {});
  }
}
