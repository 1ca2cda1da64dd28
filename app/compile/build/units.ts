import { DURATION_UNITS } from '../../../text/duration.ts';

const SIZE = { K: 2 ** 10, M: 2 ** 20, G: 2 ** 30, T: 2 ** 40 } as const;

/** Milliseconds of `90s 15m 6h 2d`; null: no duration. */
export function parseDuration(text: string): number | null {
  const [, amount, unit] = /^(\d{1,9})([smhd])$/.exec(text) ?? [];
  if (amount === undefined || !isKey(DURATION_UNITS, unit)) return null;
  return Number(amount) * DURATION_UNITS[unit];
}

/** Bytes of `512Mi 32Gi`; null: no size. */
export function parseSize(text: string): number | null {
  const [, amount, unit] = /^(\d{1,9}(?:\.\d{1,9})?)([KMGT])i$/.exec(text) ?? [];
  if (amount === undefined || !isKey(SIZE, unit)) return null;
  return Math.round(Number(amount) * SIZE[unit]);
}

/** US dollars of `1.50 USD`; null: no such amount. */
export function parseMoney(text: string): number | null {
  const [, amount] = /^(\d{1,9}(?:\.\d{1,9})?) USD$/.exec(text) ?? [];
  return amount === undefined ? null : Number(amount);
}

function isKey<T extends object>(map: T, key: string | undefined): key is Extract<keyof T, string> {
  return key !== undefined && Object.hasOwn(map, key);
}
