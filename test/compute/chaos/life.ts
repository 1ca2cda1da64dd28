import type { Clock } from '../../doubles/github/clock.ts';

/** What becomes of a process at its n-th call to the outside from now on. */
export type Fate = {
  readonly call: number;
  readonly does:
    /** It dies before the call takes effect, or before it hears of it. */
    | { readonly type: 'dies'; readonly moment: 'before' | 'after' }
    /** It hears of it so much later, as a process does that was suspended. */
    | { readonly type: 'sleeps'; readonly forMs: number };
};

/** What runs, attempts and machines are changed by. */
const WRITES = /^store\.(?:commit|machines\.save)$/;
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
  readonly #never = new Promise<never>(() => {});
  /** Until when what a fate did to it may be felt. */
  troubledUntil = 0;
  #toll: () => void = () => {};
  #isDead = false;
  #open = 0;
  #fate: (Fate & { readonly from: number }) | null = null;

  constructor(clock: Clock) {
    this.#clock = clock;
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

  meets(fate: Fate): void {
    this.#fate ??= { ...fate, from: this.calls.length };
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
            this.call(called, async () => Reflect.apply(value, target, given));
        }
        return typeof value === 'object' && value !== null ? this.part(value, called) : value;
      },
    });
  }

  async call<T>(name: string, act: () => Promise<T>): Promise<T> {
    if (this.#isDead) return this.#never;
    this.#counts(name);
    const does = this.#doesNow();
    if (does?.type === 'dies' && does.moment === 'before') return this.#dies();
    this.#open += 1;
    try {
      const answer = await act();
      if (does?.type === 'dies') return this.#dies();
      if (does?.type === 'sleeps') await this.sleeps(does.forMs);
      return this.#isDead ? this.#never : answer;
    } finally {
      this.#open -= 1;
    }
  }

  #counts(name: string): void {
    this.calls.push(name);
    if (WRITES.test(name)) this.writes += 1;
  }

  #doesNow(): Fate['does'] | null {
    if (this.#fate === null || this.calls.length < this.#fate.from + this.#fate.call) return null;
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
