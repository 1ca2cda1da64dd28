import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Worker } from 'node:worker_threads';

setFlagsFromString('--expose-gc');
const collect: () => void = runInNewContext('gc');

/** Bytes of the heap that something still holds. */
export function restingHeap(): number {
  collect();
  return process.memoryUsage().heapUsed;
}

/** Sees from another thread how long this one is at an input. */
export type Watch = {
  readonly begins: (seed: number) => void;
  readonly ends: () => void;
};

/** Ends the process at an input that never comes to its end, having said by which command it is tried again. */
export function watchOver(commandOf: string): Watch & { readonly close: () => void } {
  const seen = new Int32Array(new SharedArrayBuffer(8));
  const worker = new Worker(WATCHER, { eval: true, workerData: { seen, commandOf } });
  worker.unref();
  return {
    begins: (seed) => {
      Atomics.store(seen, 1, seed);
      Atomics.add(seen, 0, 1);
    },
    ends: () => Atomics.store(seen, 0, -1),
    close: () => void worker.terminate(),
  };
}

const WATCHER = `
const { workerData: { seen, commandOf } } = require('node:worker_threads');
const { writeSync } = require('node:fs');
let before = -1, since = Date.now();
setInterval(() => {
  const now = Atomics.load(seen, 0);
  if (now !== before || now === -1) { before = now; since = Date.now(); return; }
  if (Date.now() - since < 90000) return;
  writeSync(2, 'never ends; again: ' + commandOf + Atomics.load(seen, 1) + '\\n');
  process.kill(process.pid, 'SIGKILL');
}, 1000);
`;
