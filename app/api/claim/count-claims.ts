import type { ActionApiDeps } from '../action-api-deps.ts';
import { RateLimit } from '../../wire/rate-limit.ts';
import { Refusal } from '../refusal.ts';

/** Whoever can reach the app can be refused, and must not fill its log; the numbers say how many more there were. */
const REFUSED_LINES = { perMs: 60_000, each: 60, all: 60 };

/** A line in the log for each claim: what became of it, and how many of each kind there were since this process started. */
export function createClaimCounts({
  log,
  clock,
}: Pick<ActionApiDeps, 'log' | 'clock'>): <T>(
  hint: string | null,
  claim: () => Promise<T>,
) => Promise<T> {
  const counts = new Map<string, number>();
  const refusedLines = new RateLimit(clock, REFUSED_LINES);
  const note = (hint: string | null, end: string, message: string): void => {
    counts.set(end, (counts.get(end) ?? 0) + 1);
    if (end === 'claimed' || refusedLines.take('all'))
      log(message, { hint, end, counts: Object.fromEntries(counts) });
  };
  return async (hint, claim) => {
    try {
      const answer = await claim();
      note(hint, 'claimed', 'an attempt was claimed');
      return answer;
    } catch (error) {
      if (error instanceof Refusal) note(hint, error.code, `a claim was refused: ${error.message}`);
      else note(hint, 'app-failed', 'a claim failed');
      throw error;
    }
  };
}
