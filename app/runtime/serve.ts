import type { Instant } from '../domain/run/run.ts';
import type { Clock } from './ports/clock.ts';
import type { Warn } from './ports/host.ts';
import { isStoreLost } from './ports/store.ts';
import { Waker } from './waker.ts';

export type Service = {
  readonly clock: Clock;
  readonly warn: Warn;
  /** What is told of a turn that failed, before its error. */
  readonly failed: string;
  /** When the next turn follows one that failed; a second later if left out. */
  readonly againMs?: number;
  /** Brings the next turn forward; left out: nothing does. */
  readonly waker?: Waker;
};

const AGAIN_MS = 1000;

/**
 * Turn after turn until `signal` aborts; each gives when the next one is due. One that fails is told of and comes again.
 * Resolves between two turns, nothing half done. Throws once the store is lost for good.
 */
export async function serve(
  signal: AbortSignal,
  { clock, warn, failed, againMs = AGAIN_MS, waker = new Waker(clock) }: Service,
  turn: () => Promise<Instant>,
): Promise<void> {
  while (!signal.aborted) {
    const next = await turn().catch((error: unknown) => {
      if (isStoreLost(error)) throw error;
      warn(`${failed}: ${String(error)}`, {});
      return clock.now() + againMs;
    });
    await waker.sleep(next, signal);
  }
}
