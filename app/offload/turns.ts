import { FairQueue } from './fair-queue.ts';

/** Work of which one is done at a time, each asker's in its turn. */
export type Turns = {
  readonly take: <T>(asker: string, work: () => Promise<T>) => Promise<T>;
};

export function openTurns(): Turns {
  const waiting = new FairQueue<() => void>();
  let isTaken = false;
  const next = (): void => {
    if (isTaken) return;
    const begin = waiting.take();
    isTaken = begin !== null;
    begin?.();
  };
  return {
    take: async (asker, work) => {
      const turn = Promise.withResolvers<void>();
      waiting.add(asker, turn.resolve);
      next();
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
