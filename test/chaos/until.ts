import { setTimeout as sleep } from 'node:timers/promises';
import type { Chaos } from './open-chaos.ts';

// Long beyond what it takes on a machine with other work, for only a failure waits it out.
const PATIENCE_MS = 180_000;
const EVERY_MS = 50;

/** Waits until something is so. Throws with what the App logged when that does not come. */
export async function until(
  world: Pick<Chaos, 'log'>,
  what: string,
  isSo: () => boolean,
): Promise<void> {
  const end = Date.now() + PATIENCE_MS;
  while (!isSo()) {
    if (Date.now() > end) throw new Error(`It does not come that ${what}.\n${world.log()}`);
    await sleep(EVERY_MS);
  }
}
