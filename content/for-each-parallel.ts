import { setImmediate } from 'node:timers/promises';

/** How many files are worked on at a time: enough to keep the disk and libuv's four threads busy, few enough to bound memory. */
const PARALLEL_FILES = 16;

// Small files are worked on without giving up the processor (content/small-file.ts); this is how long at most.
const TURN_MS = 5;

export type ParallelOptions = {
  readonly limit?: number;
  readonly signal?: AbortSignal | undefined;
};

/** Works on every item, at most `limit` at a time. After the first error nothing more is begun; it is thrown when all has come to rest. */
export async function forEachParallel<T>(
  items: Iterable<T>,
  work: (item: T) => Promise<void>,
  { limit = PARALLEL_FILES, signal }: ParallelOptions = {},
): Promise<void> {
  const errors: unknown[] = [];
  const queue = items[Symbol.iterator]();
  let turnAt = performance.now();
  const lane = async (): Promise<void> => {
    while (errors.length === 0) {
      signal?.throwIfAborted();
      const next = queue.next();
      if (next.done === true) return;
      await work(next.value);
      if (performance.now() - turnAt < TURN_MS) continue;
      await setImmediate();
      turnAt = performance.now();
    }
  };
  const lanes = Array.from({ length: limit }, () =>
    lane().catch((error: unknown) => errors.push(error)),
  );
  await Promise.all(lanes);
  if (errors.length > 0) throw errors[0];
}
