import { serve } from '../runtime/serve.ts';
import type { Clock } from '../runtime/ports/clock.ts';
import type { Warn } from '../runtime/ports/host.ts';
import type { GarbageOrder, Runtime } from '../runtime/runtime.ts';

const DAY_MS = 86_400_000;
const EVERY_MS = DAY_MS / 4;
const KEEP_RUNS_MS = 90 * DAY_MS;

export type GarbageDeps = {
  readonly runtime: Pick<Runtime, 'collectGarbage'>;
  readonly blobs: GarbageOrder['sweep'];
  readonly clock: Clock;
  readonly warn: Warn;
};

/** Forgets old runs, and bytes that nothing wants, every six hours until `signal` aborts. */
export async function mindGarbage(
  { runtime, blobs, clock, warn }: GarbageDeps,
  signal: AbortSignal,
): Promise<void> {
  const service = { clock, warn, failed: 'old bytes are looked for later', againMs: EVERY_MS };
  await clock.sleep(EVERY_MS, signal);
  await serve(signal, service, async () => {
    await runtime.collectGarbage({ sweep: blobs, keepRunsMs: KEEP_RUNS_MS, keepBytesMs: DAY_MS });
    return clock.now() + EVERY_MS;
  });
}
