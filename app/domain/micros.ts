/** Money is counted in whole millionths of a US dollar: sums of dollars would not be exact. */
export const MICROS = 1_000_000;

/** `2.01 * 1_000_000` is 2009999.9999999998: so little is no millionth more or less. */
const ROUNDING = 1e-3;

/** What is spent, in millionths, rounded up. */
export function spentMicros(usd: number): number {
  return Math.max(0, Math.ceil(usd * MICROS - ROUNDING));
}

/** What may be spent, in millionths, rounded down. */
export function limitMicros(usd: number): number {
  return Math.floor(usd * MICROS + ROUNDING);
}
