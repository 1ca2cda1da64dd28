import { sfc32 } from '../../math/sfc32.ts';
import type { Weights } from '../statistics/prepared-statistic.ts';

/**
 * Fills weights with the next resample, how often each unit was drawn: as many draws as units, each unit as likely as
 * any (Efron 1979: https://doi.org/10.1214/aos/1176344552). The seed decides all of them.
 */
export function drawWeights(seed: string, units: number): (weights: Weights) => void {
  const random = sfc32(seed);
  const draws = new Uint32Array(units);
  const scale = units / 2 ** 32;
  return (weights) => {
    random(draws);
    weights.fill(0);
    for (let at = 0; at < draws.length; at += 1) {
      const unit = Math.trunc((draws[at] ?? 0) * scale);
      weights[unit] = (weights[unit] ?? 0) + 1;
    }
  };
}
