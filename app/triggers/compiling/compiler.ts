import { setImmediate } from 'node:timers/promises';
import { openOffload } from '../../offload/offload.ts';
import { Overtaxed } from '../../offload/overtaxed.ts';
import { openThread } from '../../offload/thread.ts';
import { isHeavy } from './is-heavy.ts';
import { NotRead } from '../not-read.ts';
import { keepRead } from './keep-read.ts';
import { answerQuestion, type Answer, type Question } from './question.ts';

/** Reads, checks and compiles the texts of commits, and keeps nobody waiting meanwhile. */
export type Compiler = {
  /**
   * Answers a question that `asker`, a repository, has about a file. Throws `NotRead` where it took too long or too much
   * memory.
   */
  readonly ask: (asker: string, file: string, question: Question) => Promise<Answer>;
  /** Ends every thread; what is under way is not answered any more. */
  readonly close: () => Promise<void>;
};

export type CompilerLimits = {
  /** How long one question about one file may take. */
  readonly limitMs: number;
  readonly memoryMb: number;
};

/** One thread's heap; what it has beside that, and what is sent to it, come on top. */
const LIMITS: CompilerLimits = { limitMs: 30_000, memoryMb: 112 };

/** Opens a compiler: what is light is done at once, what is not in a thread of its own. */
export function openCompiler({ limitMs, memoryMb }: CompilerLimits = LIMITS): Compiler {
  const threads = openOffload<Question, Answer>({
    entry: new URL('./compile-thread.ts', import.meta.url),
    open: openThread,
    workers: 1,
    memoryMb,
    limitMs,
    mostWaiting: 512,
    idleMs: 60_000,
  });
  const read = keepRead();
  return {
    ask: async (asker, file, question) => {
      if (!isHeavy(question)) {
        // Each has a turn of its own: many light ones in a row are heavy.
        await setImmediate();
        return answerQuestion(question, read);
      }
      try {
        return await threads.ask(asker, question);
      } catch (error) {
        throw error instanceof Overtaxed ? new NotRead(file, error) : error;
      }
    },
    close: () => threads.close(),
  };
}
