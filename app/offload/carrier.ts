import type { Reply } from './answer-questions.ts';
import type { Overtaxed } from './overtaxed.ts';

/** What is told of a worker. */
export type Heard<A> = {
  readonly up: () => void;
  readonly reply: (reply: Reply<A>) => void;
  /** It is of no more use, though it may not have ended yet. */
  readonly broke: (why: Overtaxed) => void;
  readonly gone: () => void;
};

/** A thread or a process that answers questions, from the outside. */
export type Carrier<Q> = {
  readonly send: (question: Q) => void;
  /** How long it was at work in all, where the system says so; else what time it is. */
  readonly workedMs: () => number;
  /** Whether this process stays for its sake. */
  readonly hold: (isHeld: boolean) => void;
  /** Resolves once it has ended, whatever it did. */
  readonly end: () => Promise<unknown>;
};

export type CarrierOptions = {
  /** The file that it runs; it calls `answerQuestions`. */
  readonly entry: URL;
  /** Of a thread: its heap. Of a process: all that it holds in memory, where the system says how much that is. */
  readonly memoryMb: number;
  /** Of a process: its heap, where that is to be less than all it may hold, so that what it needs no more goes early. */
  readonly heapMb?: number;
  /**
   * Of a process: files and folders that it may read, where it may write and start nothing at all. Left out: it may do what
   * this process may.
   */
  readonly reads?: readonly string[];
};

export type OpenCarrier = <Q extends object, A>(
  options: CarrierOptions,
  heard: Heard<A>,
) => Carrier<Q>;
