import { FairQueue } from './fair-queue.ts';
import { Overtaxed } from './overtaxed.ts';
import { Answerer, type AnswererOptions } from './answerer.ts';

/** Work that is done in threads or processes, so that the event loop stays free: questions are plain data, and so are answers. */
export type Offload<Q, A> = {
  /**
   * The answer to a question. Who asks much waits behind its own questions, not before others'. Throws `Overtaxed` where
   * there is none: that is nobody's fault but ours, and may be asked again.
   */
  readonly ask: (asker: string, question: Q) => Promise<A>;
  /** Ends every one; what waits or is asked from now on is refused. */
  readonly close: () => Promise<void>;
};

export type OffloadOptions = AnswererOptions & {
  readonly workers: number;
  /** So many questions wait at most; of more, the newest of whoever has the most is refused. */
  readonly mostWaiting: number;
};

/** Opens a pool of them; none is started before the first question. */
export function openOffload<Q extends object, A>(options: OffloadOptions): Offload<Q, A> {
  const pool = new Pool<Q, A>(options);
  return { ask: (asker, question) => pool.ask(asker, question), close: () => pool.close() };
}

type Job<Q, A> = {
  readonly question: Q;
  readonly resolve: (answer: A) => void;
  readonly reject: (error: Error) => void;
};

class Pool<Q extends object, A> {
  readonly #options: OffloadOptions;
  readonly #waiting = new FairQueue<Job<Q, A>>();
  readonly #workers = new Set<Answerer<Q, A>>();
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
    for (const worker of this.#workers) this.#end(worker, closed());
    await Promise.all(this.#ending);
  }

  #next(): void {
    const free = this.#freeWorker();
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

  #freeWorker(): Answerer<Q, A> | null {
    for (const worker of this.#workers) if (!worker.isBusy) return worker;
    const { workers } = this.#options;
    if (this.#isClosed || this.#waiting.size === 0 || this.#workers.size >= workers) return null;
    const started: Answerer<Q, A> = new Answerer<Q, A>(this.#options, () =>
      this.#end(started, null),
    );
    this.#workers.add(started);
    return started;
  }

  #end(worker: Answerer<Q, A>, why: Overtaxed | null): void {
    if (!this.#workers.delete(worker)) return;
    const ended = worker.end(why);
    this.#ending.add(ended);
    void ended.finally(() => this.#ending.delete(ended));
  }
}

function closed(): Overtaxed {
  return new Overtaxed('closed', 'it is closing');
}
