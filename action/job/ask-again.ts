import { setTimeout as sleep } from 'node:timers/promises';
import { AppAway } from './app-errors.ts';
import { backoff } from '../../math/backoff.ts';

export type Patience = {
  /** How long the app may be away before asking ends, in ms; null: for ever. Asked anew before each try. */
  readonly giveUpMs: () => number | null;
  readonly signal: AbortSignal;
};

const waitMs = backoff({ first: 500, longest: 30_000, jitter: 0.5 });

/** Asks until there is an answer, later each time and never all jobs at once. Throws the last `AppAway` when patience ends. */
export async function askAgain<T>(ask: () => Promise<T>, patience: Patience): Promise<T> {
  let since: number | null = null;
  for (let tries = 1; ; tries += 1) {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof AppAway) || patience.signal.aborted) throw error;
      since ??= Date.now();
      const giveUpMs = patience.giveUpMs();
      if (giveUpMs !== null && Date.now() - since >= giveUpMs) throw error;
      const asked = error.retryAfterMs ?? 0;
      await pause(Math.max(asked, waitMs(tries, Math.random())), patience.signal);
    }
  }
}

/** Resolves after `ms`, or at once when `signal` aborts. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal }).catch(() => {});
}
