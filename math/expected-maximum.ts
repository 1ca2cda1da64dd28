/**
 * How many standard deviations above their mean the largest of `count` normal values lies, on average: 1.16 of 5. The
 * mean of an order statistic: https://en.wikipedia.org/wiki/Order_statistic#Probability_distributions_of_order_statistics
 */
export function expectedMaximum(count: number): number {
  if (count < 2) return 0;
  // What lies below, to the power of `count`, is how the largest is distributed; its mean by parts.
  let [area, below] = [0, 0];
  for (let at = -LIMIT; at < LIMIT; at += STEP) {
    const before = below ** count;
    const [middle, end] = [at + STEP / 2, at + STEP];
    below += (STEP / 6) * (densityAt(at) + 4 * densityAt(middle) + densityAt(end));
    area += (STEP / 2) * (before + below ** count);
  }
  return LIMIT - area;
}

const LIMIT = 10;
// A power of two, so that steps add up without rounding.
const STEP = 2 ** -7;

function densityAt(value: number): number {
  return Math.exp(-(value ** 2) / 2) / Math.sqrt(2 * Math.PI);
}
