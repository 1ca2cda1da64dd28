import type { Instant } from '../../domain/run/run.ts';

export interface Clock {
  now(): Instant;
  /** Resolves after `ms`, or at once when `signal` aborts; never rejects. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}
