import { subscribe } from 'node:diagnostics_channel';
import { setTimeout as sleep } from 'node:timers/promises';

let underWay = 0;
let seen = 0;

// All that talks here talks by fetch, both ends in this process.
subscribe('undici:request:create', () => {
  underWay += 1;
  seen += 1;
});
subscribe('undici:request:trailers', () => (underWay -= 1));
subscribe('undici:request:error', () => (underWay -= 1));

/** Resolves when this process waits for nothing but its clock: no answer is awaited, and nothing is computed or stored. */
export async function whenQuiet(): Promise<void> {
  for (;;) {
    const [before, asked] = [performance.eventLoopUtilization(), seen];
    await sleep(1);
    const { idle } = performance.eventLoopUtilization(before);
    if (idle > 0 && underWay === 0 && seen === asked) return;
  }
}
