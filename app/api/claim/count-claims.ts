import type { ActionApiDeps } from '../action-api-deps.ts';
import { Refusal } from '../refusal.ts';

/** One line in the log for each claim: what became of it, and how many of each kind there were since this process started. */
export function createClaimCounts({
  log,
}: Pick<ActionApiDeps, 'log'>): <T>(hint: string | null, claim: () => Promise<T>) => Promise<T> {
  const counts = new Map<string, number>();
  const note = (hint: string | null, end: string, message: string): void => {
    counts.set(end, (counts.get(end) ?? 0) + 1);
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
