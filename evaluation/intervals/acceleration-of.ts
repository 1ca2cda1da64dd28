import { onceEach, type PreparedStatistic, type Rows } from '../statistics/prepared-statistic.ts';

/** Leaving out every unit in turn costs its square; beyond this the influence function says nearly the same. */
const MOST_WORK = 4_000_000;

/**
 * A sixth of the skewness of what the units do to the statistic: of the jackknife, as scipy has it; of many units, of
 * the influence function, as Efron (1987, section 7) has it.
 */
export function accelerationOf(statistic: PreparedStatistic, { count, units }: Rows): number {
  const moves = units * count <= MOST_WORK ? jackknife(statistic, units) : statistic.influence();
  const squares = moves.reduce((sum, move) => sum + move ** 2, 0);
  const cubes = moves.reduce((sum, move) => sum + move ** 3, 0);
  const acceleration = cubes / (6 * squares ** 1.5);
  return Number.isFinite(acceleration) ? acceleration : 0;
}

/** What each unit adds: the mean of the statistic without each, less the statistic without this one. */
function jackknife(statistic: PreparedStatistic, units: number): Float64Array {
  const weights = onceEach(units);
  const without = Float64Array.from(weights, (_, unit) => {
    weights[unit] = 0;
    const value = statistic.at(weights);
    weights[unit] = 1;
    return value;
  });
  const mean = without.reduce((sum, each) => sum + each, 0) / units;
  return without.map((each) => mean - each);
}
