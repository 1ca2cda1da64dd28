import { Worker } from 'node:worker_threads';
import { messageOf } from '../../text/message-of.ts';
import type { Reply } from './answer-questions.ts';
import type { Carrier, CarrierOptions, Heard } from './carrier.ts';
import { Overtaxed } from './overtaxed.ts';

/** What was made just now; V8 takes more by itself. */
const YOUNG_MB = 16;

/** Starts a thread: soon there, and its memory beside its heap is this process's. */
export function openThread<Q, A>(options: CarrierOptions, heard: Heard<A>): Carrier<Q> {
  const { entry, memoryMb: maxOldGenerationSizeMb } = options;
  const resourceLimits = { maxOldGenerationSizeMb, maxYoungGenerationSizeMb: YOUNG_MB };
  const worker = new Worker(entry, { resourceLimits });
  worker.once('online', heard.up);
  worker.on('message', (reply: Reply<A>) => heard.reply(reply));
  worker.on('error', (error) => heard.broke(brokenBy(error)));
  worker.on('exit', () => {
    heard.broke(new Overtaxed('crash', 'the thread ended'));
    heard.gone();
  });
  return {
    // What is moved instead of copied: nothing.
    send: (question) => worker.postMessage(question, []),
    workedMs: () => performance.now(),
    hold: (isHeld) => {
      if (isHeld) worker.ref();
      else worker.unref();
    },
    end: () => worker.terminate(),
  };
}

// https://nodejs.org/docs/latest-v24.x/api/errors.html#err_worker_out_of_memory
function brokenBy(error: unknown): Overtaxed {
  const isMemory =
    error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';
  return new Overtaxed(isMemory ? 'memory' : 'crash', messageOf(error));
}
