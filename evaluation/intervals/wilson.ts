import { Z95 } from '../../math/z95.ts';
import type { Interval } from '../comparison.ts';

/**
 * The interval of a share, so many of so many, that neither leaves 0…1 nor has no length.
 * Wilson, E. B. (1927): https://doi.org/10.1080/01621459.1927.10502953
 */
export function wilson(above: number, of: number): Interval {
  const share = above / of;
  const square = Z95 ** 2 / of;
  const middle = (share + square / 2) / (1 + square);
  const half = (Z95 / (1 + square)) * Math.sqrt((share * (1 - share)) / of + square / (4 * of));
  return { low: above === 0 ? 0 : middle - half, high: above === of ? 1 : middle + half };
}
