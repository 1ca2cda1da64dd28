/** Differences that rounding makes are none. */
const SHARE = 1e-6;

/** Whether two ways to compute a number gave the same one. */
export function isSameNumber(one: number, other: number): boolean {
  return Math.abs(one - other) <= SHARE * Math.max(1, Math.abs(one));
}
