export type Backoff = {
  /** The wait after the first try. */
  readonly first: number;
  /** How many times longer each next wait is; 2 if left out. */
  readonly factor?: number;
  /** No wait is longer; left out: they grow as long as there are tries. */
  readonly longest?: number;
  /** The share of each wait that chance decides on, from 0 (none, as if left out) to 1 (all of it). */
  readonly jitter?: number;
};

/**
 * How long to wait after so many tries (1: after the first one), a whole number. `chance` is in [0, 1); with it, all that
 * failed at once does not come back at once: https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
 */
export function backoff({
  first,
  factor = 2,
  longest = Infinity,
  jitter = 0,
}: Backoff): (tries: number, chance?: number) => number {
  return (tries, chance = 1) => {
    const full = Math.min(longest, first * factor ** (tries - 1));
    return Math.round(full * (1 - jitter + jitter * chance));
  };
}
