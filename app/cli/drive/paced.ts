const SHORTEST_REST_MS = 100;
const REST_TIMES = 20;

export type Paced = {
  /** Does it soon, once for all who ask meanwhile. */
  readonly soon: () => void;
  readonly stop: () => void;
};

/**
 * Something that is worth doing now and then. Between two times it rests, twenty times as long as the work took: showing
 * a run of many steps must not take the time that running it needs.
 */
export function paced(work: () => Promise<void>, failed: (error: unknown) => void): Paced {
  let timer: NodeJS.Timeout | null = null;
  let restMs = SHORTEST_REST_MS;
  const perform = async (): Promise<void> => {
    timer = null;
    const begin = performance.now();
    await work();
    restMs = Math.max(SHORTEST_REST_MS, (performance.now() - begin) * REST_TIMES);
  };
  return {
    soon: () => {
      timer ??= setTimeout(() => {
        perform().catch(failed);
      }, restMs);
    },
    stop: () => {
      if (timer !== null) clearTimeout(timer);
    },
  };
}
