import type { PreparedStatistic } from './prepared-statistic.ts';

/** One statistic less another, in the same resample: what both sides share cancels out. */
export function difference(now: PreparedStatistic, before: PreparedStatistic): PreparedStatistic {
  return {
    at: (weights) => now.at(weights) - before.at(weights),
    influence: () => {
      const other = before.influence();
      return now.influence().map((each, unit) => each - (other[unit] ?? 0));
    },
  };
}
