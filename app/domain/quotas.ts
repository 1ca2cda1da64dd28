import type { RunQuotas, Trust } from './hosted.ts';

const HOUR = 3_600_000;
const GB = 1e9;

/** How much the runs of a repository may store and do. */
export type Quotas = RunQuotas & {
  readonly untrusted: UntrustedBounds;
};

/** What code that nobody answers for gets at most. */
export type UntrustedBounds = {
  /** Steps and cells of a run, each step without a matrix counted as one. */
  readonly cells: number;
  /** Further attempts of a step or cell, whatever it failed for. */
  readonly retries: number;
  /** Bytes that all attempts of a run may store. */
  readonly bytes: number;
  /** Longest run of a step's command. */
  readonly timeMs: number;
};

/** Where the policy says nothing. What it says of untrusted code can only be less. */
export const DEFAULT_QUOTAS: Quotas = {
  attempt: null,
  run: 500 * GB,
  untrusted: { cells: 64, retries: 2, bytes: GB, timeMs: 6 * HOUR },
};

/** What a run of code that is trusted so far may store. */
export function runQuotas({ attempt, run, untrusted }: Quotas, trust: Trust): RunQuotas {
  return trust === 'untrusted'
    ? { attempt, run: Math.min(run, untrusted.bytes) }
    : { attempt, run };
}
