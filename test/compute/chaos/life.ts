import type { KeyedMutex } from '../../../app/runtime/keyed-mutex.ts';
import type { Clock } from '../../doubles/github/clock.ts';

/** What becomes of a process at its n-th call to the outside from now on. */
export type Fate = {
  readonly call: number;
  /** Of its calls of this name alone; left out: of all. How they are mixed depends on how fast the host is. */
  readonly named?: string;
  readonly does:
    /** It dies before the call takes effect, or before it hears of it. */
    | { readonly type: 'dies'; readonly moment: 'before' | 'after' }
    /** It hears of it so much later, as a process does that was suspended. */
    | { readonly type: 'sleeps'; readonly forMs: number };
};

/** What runs, attempts and machines are changed by; most sweeps save nothing. */
const WRITES: Readonly<Record<string, (given: readonly unknown[]) => boolean>> = {
  'store.commit': () => true,
  'store.machines.save': ([machines]) => Array.isArray(machines) && machines.length > 0,
};
/** Answered at once, without the outside. */
const AT_ONCE: ReadonlySet<string | symbol> = new Set([
  'watch',
  'close',
  'mayHaveChanged',
  'choose',
]);

/**
 * The life of a process, as its calls to the outside see it: when it dies no answer comes any more and nothing that it
 * asks for takes effect, as after `kill -9`.
 */
export class Life {
  readonly died: Promise<void>;
  readonly calls: string[] = [];
  /** How often it may have changed what laws are held against. */
  writes = 0;
  readonly #clock: Clock;
  readonly #turns: KeyedMutex;
  readonly #never = new Promise<never>(() => {});
  /** Until when what a fate did to it may be felt. */
  troubledUntil = 0;
  #toll: () => void = () => {};
  #isDead = false;
  #open = 0;
  #fate: { readonly does: Fate['does']; readonly named: string | null; left: number } | null = null;

  /** `turns`: of all processes of a day, which in truth wait for the store's file beside each other. */
  constructor(clock: Clock, turns: KeyedMutex) {
    this.#clock = clock;
    this.#turns = turns;
    this.died = new Promise((resolve) => {
      this.#toll = resolve;
    });
  }

  get isDead(): boolean {
    return this.#isDead;
  }

  /** Calls that will be answered without time passing. */
  get open(): number {
    return this.#isDead ? 0 : this.#open;
  }

  meets({ call, named, does }: Fate): void {
    this.#fate ??= { does, named: named ?? null, left: call };
  }

  end(): void {
    this.#isDead = true;
    this.#toll();
  }

  /** Something of the outside, with all that it holds. */
  part<T extends object>(part: T, name: string): T {
    return new Proxy(part, {
      get: (target, key, receiver) => {
        const value: unknown = Reflect.get(target, key, receiver);
        const called = `${name}.${String(key)}`;
        if (typeof value === 'function') {
          if (AT_ONCE.has(key)) return value.bind(target);
          return (...given: unknown[]) =>
            this.call(called, async () => Reflect.apply(value, target, given), given);
        }
        return typeof value === 'object' && value !== null ? this.part(value, called) : value;
      },
    });
  }

  async call<T>(name: string, act: () => Promise<T>, given: readonly unknown[] = []): Promise<T> {
    if (this.#isDead) return this.#never;
    this.calls.push(name);
    const does = this.#doesNow(name);
    if (does?.type === 'dies' && does.moment === 'before') return this.#dies();
    this.#open += 1;
    try {
      const answer = await this.#takeEffect(name, act, given);
      await this.#meet(does);
      return this.#isDead ? this.#never : answer;
    } finally {
      this.#open -= 1;
    }
  }

  async #meet(does: Fate['does'] | null): Promise<void> {
    if (does?.type === 'dies') this.end();
    if (does?.type === 'sleeps') await this.sleeps(does.forMs);
  }

  /** What a process asked for before it died may take effect after that, and counts then. */
  async #takeEffect<T>(name: string, act: () => Promise<T>, given: readonly unknown[]): Promise<T> {
    try {
      // SQLite waits for another's lock with the whole process asleep, and here that other is in the same process.
      return await (name.startsWith('store.') ? this.#turns.run('store', act) : act());
    } finally {
      if (WRITES[name]?.(given) === true) this.writes += 1;
    }
  }

  #doesNow(name: string): Fate['does'] | null {
    if (this.#fate === null || (this.#fate.named ?? name) !== name) return null;
    this.#fate.left -= 1;
    if (this.#fate.left > 0) return null;
    const { does } = this.#fate;
    this.#fate = null;
    this.troubledUntil = this.#clock.now() + (does.type === 'sleeps' ? does.forMs : 0);
    return does;
  }

  #dies(): Promise<never> {
    this.end();
    return this.#never;
  }

  /** A call that is open waits for time to pass. */
  async sleeps(ms: number): Promise<void> {
    this.#open -= 1;
    await this.#clock.sleep(ms, new AbortController().signal);
    this.#open += 1;
  }
}
