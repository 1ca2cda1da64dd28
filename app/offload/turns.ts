import { FairQueue } from './fair-queue.ts';
import { Overtaxed } from './overtaxed.ts';

/** So many wait at most; of more, the newest of whoever has the most is refused. */
const MOST_WAITING = 512;

/** Work of which little is done at a time, each asker's in its turn. `take` throws `Overtaxed` where too much waits. */
export type Turns = {
  readonly take: <T>(asker: string, work: () => Promise<T>) => Promise<T>;
};

/** `most` are done at once. */
export function openTurns(most = 1): Turns {
  const waiting = new FairQueue<PromiseWithResolvers<void>>();
  let taken = 0;
  const next = (): void => {
    const turn = taken < most ? waiting.take() : null;
    if (turn === null) return;
    taken += 1;
    turn.resolve();
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
        taken -= 1;
        next();
      }
    },
  };
}
