/** What one body may hold in memory. */
export type BodyAccount = {
  /** Asks for that many bytes more; false: there is no room, and the body is to be given up. */
  readonly take: (bytes: number) => boolean;
  /** Gives all of them back. */
  readonly close: () => void;
};

type Account = { bytes: number; readonly drop: () => void };

/**
 * How many bytes of bodies lie in memory at once, those of all connections together. When there is no room, the largest
 * body of the sender who holds the most is dropped: small bodies of others come through while one sends big ones, many
 * of them, or none to its end.
 */
export class ByteBudget {
  readonly #most: number;
  readonly #senders = new Map<string, Set<Account>>();
  #used = 0;

  constructor(most: number) {
    this.#most = most;
  }

  /** How many bytes are held now. */
  get used(): number {
    return this.#used;
  }

  /** Begins a body of a sender; `onDrop` is called when its room goes to others. */
  open(sender: string, onDrop: () => void): BodyAccount {
    const account: Account = { bytes: 0, drop: onDrop };
    const accounts = this.#senders.get(sender) ?? new Set();
    this.#senders.set(sender, accounts.add(account));
    const close = () => {
      if (!accounts.delete(account)) return;
      this.#used -= account.bytes;
      if (accounts.size === 0) this.#senders.delete(sender);
    };
    const take = (bytes: number) => {
      if (!accounts.has(account)) return false;
      account.bytes += bytes;
      this.#used += bytes;
      while (this.#used > this.#most) this.#dropLargest();
      return accounts.has(account);
    };
    return { take, close };
  }

  #dropLargest(): void {
    const [sender, accounts] = largest([...this.#senders], ([, each]) => sumOf(each));
    const account = largest([...accounts], ({ bytes }) => bytes);
    accounts.delete(account);
    if (accounts.size === 0) this.#senders.delete(sender);
    this.#used -= account.bytes;
    account.drop();
  }
}

function sumOf(accounts: ReadonlySet<Account>): number {
  return [...accounts].reduce((sum, { bytes }) => sum + bytes, 0);
}

function largest<T>(all: readonly T[], sizeOf: (one: T) => number): T {
  const [first, ...others] = all;
  if (first === undefined) throw new Error('Bytes are held, and nobody holds them.');
  return others.reduce((most, one) => (sizeOf(one) > sizeOf(most) ? one : most), first);
}
