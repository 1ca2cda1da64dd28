import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Asks again and again until the answer is something: not null, undefined or false; gives it. Who waits in vain fails by
 * the time that a test may take.
 */
export async function waitUntil<T>(
  find: () => T | Promise<T>,
  everyMs = 20,
): Promise<Exclude<T, Nothing>> {
  for (;;) {
    const found = await find();
    if (isSomething(found)) return found;
    await sleep(everyMs);
  }
}

type Nothing = null | undefined | false;

function isSomething<T>(value: T): value is Exclude<T, Nothing> {
  return value !== null && value !== undefined && value !== false;
}
