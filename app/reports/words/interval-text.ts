import { numberText, signed } from './number-text.ts';

type Bounds = { readonly low: number; readonly high: number };

/** `0.909 … 0.918`: with as many digits as the width is worth, two of its half. */
export function intervalText(bounds: Bounds): string {
  return between(bounds, (value, digits) =>
    digits === null ? numberText(value) : fixed(value, digits),
  );
}

/** `+0.0081 … +0.0203`: the interval of a change. */
export function signedIntervalText(bounds: Bounds): string {
  return between(bounds, (value, digits) => {
    if (digits === null) return signed(value);
    const size = fixed(Math.abs(value), digits);
    if (Number(size) === 0) return size;
    return `${value > 0 ? '+' : '−'}${size}`;
  });
}

/** Beyond so many decimals numbers are written with a power of ten. */
const MOST_DECIMALS = 6;

function between(
  { low, high }: Bounds,
  text: (value: number, digits: number | null) => string,
): string {
  const decimals = 1 - Math.floor(Math.log10((high - low) / 2));
  const isPlain = Number.isFinite(decimals) && decimals <= MOST_DECIMALS;
  const digits = isPlain ? Math.max(0, decimals) : null;
  return `${text(low, digits)} … ${text(high, digits)}`;
}

function fixed(value: number, digits: number): string {
  const options = { minimumFractionDigits: digits, maximumFractionDigits: digits };
  return value.toLocaleString('en-US', options);
}
