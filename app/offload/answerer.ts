import type { Reply } from './answer-questions.ts';
import type { Carrier, CarrierOptions, OpenCarrier } from './carrier.ts';
import { Overtaxed } from './overtaxed.ts';

export type AnswererOptions = CarrierOptions & {
  /** One that works longer on one question is ended; a machine that is busy with others makes it wait, not fail. */
  readonly limitMs: number;
  /** One that nobody asked anything for so long is ended, and its memory is free. */
  readonly idleMs: number;
  /** `openThread` or `openProcess`. */
  readonly open: OpenCarrier;
};

type Asked<A> = { readonly resolve: (answer: A) => void; readonly reject: (why: Error) => void };

/** One thread or process, which answers one question at a time. `idle` is called when it was asked nothing for long, or is gone. */
export class Answerer<Q extends object, A> {
  readonly #options: AnswererOptions;
  readonly #idle: () => void;
  readonly #carrier: Carrier<Q>;
  readonly #isUp: Promise<void>;
  #asked: Asked<A> | null = null;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: AnswererOptions, idle: () => void) {
    this.#options = options;
    this.#idle = idle;
    const up = Promise.withResolvers<void>();
    this.#isUp = up.promise;
    this.#carrier = options.open<Q, A>(options, {
      up: up.resolve,
      reply: (reply) => this.#answered(reply),
      broke: (why) => this.#broke(why),
      gone: idle,
    });
  }

  get isBusy(): boolean {
    return this.#asked !== null;
  }

  /** Throws `Overtaxed` where it is of no more use. */
  answer(question: Q): Promise<A> {
    const { promise, ...asked } = Promise.withResolvers<A>();
    clearTimeout(this.#timer);
    this.#asked = asked;
    this.#carrier.hold(true);
    this.#carrier.send(question);
    void this.#watch(asked);
    return promise;
  }

  /** Ends it, whatever it does; `why` is told to who waits for its answer. */
  end(why: Overtaxed | null): Promise<unknown> {
    this.#broke(why ?? new Overtaxed('closed', 'it was ended'));
    return this.#carrier.end();
  }

  /** What starting takes is not the question's. */
  async #watch(asked: Asked<A>): Promise<void> {
    await this.#isUp;
    if (this.#asked !== asked) return;
    const { limitMs } = this.#options;
    const [from, before] = [performance.now(), this.#carrier.workedMs()];
    const look = (): void => {
      const left = limitMs - (this.#carrier.workedMs() - before);
      if (left <= 0 || performance.now() - from >= PATIENCE * limitMs) {
        return this.#broke(tooLong(limitMs));
      }
      this.#timer = setTimeout(look, Math.max(left, SHORTEST_MS));
    };
    this.#timer = setTimeout(look, limitMs);
  }

  #answered(reply: Reply<A>): void {
    const asked = this.#settled();
    this.#timer = setTimeout(this.#idle, this.#options.idleMs).unref();
    if (reply.ok) asked?.resolve(reply.answer);
    else asked?.reject(new Error(reply.message));
  }

  #broke(why: Overtaxed): void {
    this.#settled()?.reject(why);
  }

  #settled(): Asked<A> | null {
    const asked = this.#asked;
    this.#asked = null;
    clearTimeout(this.#timer);
    // Nobody's process stays for the sake of one without work.
    this.#carrier.hold(false);
    return asked;
  }
}

/** Where others keep it from the processor a question has so many times its limit. */
const PATIENCE = 4;
const SHORTEST_MS = 50;

function tooLong(limitMs: number): Overtaxed {
  return new Overtaxed('time', `no answer within ${limitMs / 1000} s`);
}
