import { FairQueue } from './fair-queue.ts';
import { Overtaxed } from './overtaxed.ts';
import { Thread, type ThreadOptions } from './thread.ts';

/** Work that is done in threads, so that the event loop stays free: questions are plain data, and so are answers. */
export type Offload<Q, A> = {
  /**
   * The answer to a question. Who asks much waits behind its own questions, not before others'. Throws `Overtaxed` where
   * there is none: that is nobody's fault but ours, and may be asked again.
   */
  readonly ask: (asker: string, question: Q) => Promise<A>;
  /** Ends every thread; what waits or is asked from now on is refused. */
  readonly close: () => Promise<void>;
};

export type OffloadOptions = ThreadOptions & {
  readonly threads: number;
  /** So many questions wait at most; of more, the newest of whoever has the most is refused. */
  readonly mostWaiting: number;
};

/** Opens a pool of threads; none is started before the first question. */
export function openOffload<Q, A>(options: OffloadOptions): Offload<Q, A> {
  const pool = new Pool<Q, A>(options);
  return { ask: (asker, question) => pool.ask(asker, question), close: () => pool.close() };
}

type Job<Q, A> = {
  readonly question: Q;
  readonly resolve: (answer: A) => void;
  readonly reject: (error: Error) => void;
};

class Pool<Q, A> {
  readonly #options: OffloadOptions;
  readonly #waiting = new FairQueue<Job<Q, A>>();
  readonly #threads = new Set<Thread<Q, A>>();
  readonly #ending = new Set<Promise<unknown>>();
  #isClosed = false;

  constructor(options: OffloadOptions) {
    this.#options = options;
  }

  ask(asker: string, question: Q): Promise<A> {
    const { promise, resolve, reject } = Promise.withResolvers<A>();
    if (this.#isClosed) reject(closed());
    else {
      this.#waiting.add(asker, { question, resolve, reject });
      this.#next();
      if (this.#waiting.size > this.#options.mostWaiting) {
        this.#waiting
          .dropOfMost()
          ?.reject(new Overtaxed('crowd', 'too many questions wait already'));
      }
    }
    return promise;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    for (let job = this.#waiting.take(); job !== null; job = this.#waiting.take()) {
      job.reject(closed());
    }
    for (const thread of this.#threads) this.#end(thread, closed());
    await Promise.all(this.#ending);
  }

  #next(): void {
    const free = this.#freeThread();
    const job = free === null ? null : this.#waiting.take();
    if (free === null || job === null) return;
    const settle = (then: () => void): void => {
      then();
      this.#next();
    };
    free.answer(job.question).then(
      (answer) => settle(() => job.resolve(answer)),
      (error: Error) =>
        settle(() => {
          // One that broke, or still thinks, is of no more use.
          if (error instanceof Overtaxed) this.#end(free, error);
          job.reject(error);
        }),
    );
    this.#next();
  }

  #freeThread(): Thread<Q, A> | null {
    for (const thread of this.#threads) if (!thread.isBusy) return thread;
    const { threads } = this.#options;
    if (this.#isClosed || this.#waiting.size === 0 || this.#threads.size >= threads) return null;
    const started: Thread<Q, A> = new Thread<Q, A>(this.#options, () => this.#end(started, null));
    this.#threads.add(started);
    return started;
  }

  #end(thread: Thread<Q, A>, why: Overtaxed | null): void {
    if (!this.#threads.delete(thread)) return;
    const ended = thread.end(why);
    this.#ending.add(ended);
    void ended.finally(() => this.#ending.delete(ended));
  }
}

function closed(): Overtaxed {
  return new Overtaxed('closed', 'it is closing');
}
