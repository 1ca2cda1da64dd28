import { losesDigits } from './whole-number.ts';

/** Numbers of a JSON text that a double does not hold: too large ones, and whole ones that would lose digits. */
export function unkeptNumbers(json: string): string[] {
  // Most texts have none that could be.
  if (!/\d{16}|\d[eE]/.test(json)) return [];
  const found: string[] = [];
  JSON.parse(json, (_key: string, value: unknown, place?: { readonly source?: string }) => {
    const source = typeof value === 'number' ? place?.source : undefined;
    const isKept = Number.isFinite(value) && !losesDigits(source ?? '');
    if (source !== undefined && !isKept) found.push(source);
    return value;
  });
  return found;
}
