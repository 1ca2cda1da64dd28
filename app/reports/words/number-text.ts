/** A metric for people: whole numbers whole, others with four significant digits: `0.9123`, `1,234,567`, `3.2e-7`. */
export function numberText(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  const size = Math.abs(value);
  if (Number.isInteger(value) && size < 1e15) return value.toLocaleString('en-US');
  if (size < 1e-4 || size >= 1e15) {
    const [digits, power] = value.toExponential(2).split('e');
    return `${Number(digits)}e${power}`;
  }
  if (size >= 10_000) return Math.round(value).toLocaleString('en-US');
  return String(Number(value.toPrecision(4)));
}

/** `–`: nobody measured it. */
export function numberOrDash(value: number | null): string {
  return value === null ? '–' : numberText(value);
}

/** A difference with its sign; `=`: none. */
export function signed(delta: number): string {
  if (delta === 0) return '=';
  return delta > 0 ? `+${numberText(delta)}` : `−${numberText(-delta)}`;
}
