import { Worker } from 'node:worker_threads';
import { messageOf } from '../../text/message-of.ts';
import type { Reply } from './answer-questions.ts';
import { Overtaxed } from './overtaxed.ts';

export type ThreadOptions = {
  /** The file that a thread runs; it calls `answerQuestions`. */
  readonly entry: URL;
  /** Of the heap of one thread. */
  readonly memoryMb: number;
  /** A thread that thinks longer about one question is ended. */
  readonly limitMs: number;
  /** A thread that nobody asked anything for so long is ended, and its memory is free. */
  readonly idleMs: number;
};

/** What was made just now; V8 takes more by itself. */
const YOUNG_MB = 16;

type Asked<A> = { readonly resolve: (answer: A) => void; readonly reject: (why: Error) => void };

/** One thread, which answers one question at a time. `idle` is called when it was asked nothing for long, or is gone. */
export class Thread<Q, A> {
  readonly #options: ThreadOptions;
  readonly #idle: () => void;
  readonly #worker: Worker;
  readonly #isUp: Promise<void>;
  #asked: Asked<A> | null = null;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: ThreadOptions, idle: () => void) {
    this.#options = options;
    this.#idle = idle;
    const { entry, memoryMb: maxOldGenerationSizeMb } = options;
    const resourceLimits = { maxOldGenerationSizeMb, maxYoungGenerationSizeMb: YOUNG_MB };
    const worker = new Worker(entry, { resourceLimits });
    this.#worker = worker;
    this.#isUp = new Promise((resolve) => void worker.once('online', resolve));
    worker.on('message', (reply: Reply<A>) => this.#answered(reply));
    worker.on('error', (error) => this.#broke(brokenBy(error)));
    worker.on('exit', () => {
      this.#broke(new Overtaxed('crash', 'the thread ended'));
      idle();
    });
  }

  get isBusy(): boolean {
    return this.#asked !== null;
  }

  /** Throws `Overtaxed` where the thread is of no more use. */
  answer(question: Q): Promise<A> {
    const { promise, ...asked } = Promise.withResolvers<A>();
    clearTimeout(this.#timer);
    this.#asked = asked;
    this.#worker.ref();
    // What is moved instead of copied: nothing.
    this.#worker.postMessage(question, []);
    void this.#watch(asked);
    return promise;
  }

  /** Ends it, whatever it does; `why` is told to who waits for its answer. */
  end(why: Overtaxed | null): Promise<unknown> {
    this.#broke(why ?? new Overtaxed('closed', 'the thread was ended'));
    return this.#worker.terminate();
  }

  /** What starting takes is not the question's. */
  async #watch(asked: Asked<A>): Promise<void> {
    await this.#isUp;
    if (this.#asked !== asked) return;
    const { limitMs } = this.#options;
    this.#timer = setTimeout(() => this.#broke(tooLong(limitMs)), limitMs);
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
    // Nobody's process stays for the sake of a thread without work.
    this.#worker.unref();
    return asked;
  }
}

function tooLong(limitMs: number): Overtaxed {
  return new Overtaxed('time', `no answer within ${limitMs / 1000} s`);
}

// https://nodejs.org/docs/latest-v24.x/api/errors.html#err_worker_out_of_memory
function brokenBy(error: unknown): Overtaxed {
  const isMemory =
    error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';
  return new Overtaxed(isMemory ? 'memory' : 'crash', messageOf(error));
}
