import { incompleteBeta } from '../../math/incomplete-beta.ts';
import type { Interval } from '../comparison.ts';

/** Each side misses the truth at most so often. */
const LEVEL = 0.025;

/**
 * Where the change of a share may lie when few answers changed: it is what went up less what went down, and neither is
 * larger than the exact upper limit of its own share (Clopper and Pearson 1934,
 * https://doi.org/10.1093/biomet/26.4.404). It holds the truth in at least 95 of 100 cases, and is wider than it need be.
 */
export function boundsOfFew({
  up,
  down,
  of,
}: {
  readonly up: number;
  readonly down: number;
  readonly of: number;
}): Interval {
  return { low: -upperShare(down, of), high: upperShare(up, of) };
}

/** The largest share of which so few of so many would still come in one of 40 cases. */
function upperShare(count: number, of: number): number {
  if (count >= of) return 1;
  let [low, high] = [count / of, 1];
  // Until the doubles between them are used up.
  for (let middle = (low + high) / 2; low < middle && middle < high; middle = (low + high) / 2) {
    // The chance of more than `count`: https://dlmf.nist.gov/8.17.E5
    if (incompleteBeta(middle, count + 1, of - count) > 1 - LEVEL) high = middle;
    else low = middle;
  }
  return high;
}
