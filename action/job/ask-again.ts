import { setTimeout as sleep } from 'node:timers/promises';
import { AppAway } from './app-errors.ts';

export type Patience = {
  /** How long the app may be away before asking ends, in ms; null: for ever. Asked anew before each try. */
  readonly giveUpMs: () => number | null;
  readonly signal: AbortSignal;
};

const FIRST_MS = 500;
const LONGEST_MS = 30_000;

/** Asks until there is an answer, later each time and never all jobs at once. Throws the last `AppAway` when patience ends. */
export async function askAgain<T>(ask: () => Promise<T>, patience: Patience): Promise<T> {
  let since: number | null = null;
  for (let tries = 0; ; tries += 1) {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof AppAway) || patience.signal.aborted) throw error;
      since ??= Date.now();
      const giveUpMs = patience.giveUpMs();
      if (giveUpMs !== null && Date.now() - since >= giveUpMs) throw error;
      await pause(waitMs(tries, error), patience.signal);
    }
  }
}

// Jitter: https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
function waitMs(tries: number, { retryAfterMs }: AppAway): number {
  const longest = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(tries, 10));
  return Math.max(retryAfterMs ?? 0, longest * (0.5 + Math.random() / 2));
}

/** Resolves after `ms`, or at once when `signal` aborts. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal }).catch(() => {});
}
