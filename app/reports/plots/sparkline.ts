const BARS = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'] as const;

const ROUNDING = 1e-9;

/** A curve in `width` characters: each is the mean of its share of the values, in order; gaps (NaN) are left out. */
export function sparkline(values: readonly number[], width: number): string {
  const known = values.filter((value) => Number.isFinite(value));
  const points = shrink(known, Math.max(0, width));
  const low = Math.min(...points);
  const high = Math.max(...points);
  // Means of equal values differ by rounding; that is no curve.
  const isFlat = high - low <= Math.max(Math.abs(high), Math.abs(low)) * ROUNDING;
  const range = isFlat ? 0 : high - low;
  return points.map((point) => bar(range === 0 ? 0.5 : (point - low) / range)).join('');
}

function shrink(values: readonly number[], width: number): readonly number[] {
  if (values.length <= width) return values;
  return Array.from({ length: width }, (_, column) => {
    const from = Math.floor((column * values.length) / width);
    const share = values.slice(from, Math.floor(((column + 1) * values.length) / width));
    return share.reduce((sum, value) => sum + value / share.length, 0);
  });
}

// `share` of the range, from 0 to 1.
function bar(share: number): string {
  return BARS[Math.min(BARS.length - 1, Math.floor(share * BARS.length))] ?? '▁';
}
