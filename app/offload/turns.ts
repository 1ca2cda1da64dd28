import { FairQueue } from './fair-queue.ts';
import { Overtaxed } from './overtaxed.ts';

/** So many wait at most; of more, the newest of whoever has the most is refused. */
const MOST_WAITING = 512;

/** Work of which one is done at a time, each asker's in its turn. `take` throws `Overtaxed` where too much waits. */
export type Turns = {
  readonly take: <T>(asker: string, work: () => Promise<T>) => Promise<T>;
};

export function openTurns(): Turns {
  const waiting = new FairQueue<PromiseWithResolvers<void>>();
  let isTaken = false;
  const next = (): void => {
    if (isTaken) return;
    const turn = waiting.take();
    isTaken = turn !== null;
    turn?.resolve();
  };
  return {
    take: async (asker, work) => {
      const turn = Promise.withResolvers<void>();
      waiting.add(asker, turn);
      next();
      if (waiting.size > MOST_WAITING) {
        waiting.dropOfMost()?.reject(new Overtaxed('crowd', 'too many wait already'));
      }
      await turn.promise;
      try {
        return await work();
      } finally {
        isTaken = false;
        next();
      }
    },
  };
}
