/** From here on a number is written with an exponent: `1e+21`. */
const TOO_LARGE = 1e21;

/** A whole number digit for digit, as a double holds it; null: it is none, or too large to be written out. */
export function wholeDigits(value: number): string | null {
  return Number.isInteger(value) && Math.abs(value) < TOO_LARGE ? String(BigInt(value)) : null;
}

/** Whether a text is a whole number whose digits a double would lose. */
export function losesDigits(written: string): boolean {
  const number = written.trim();
  if (!/^[-+]?\d+$/.test(number)) return false;
  const digits = number.replace(/^[-+]/, '').replace(/^0+/, '') || '0';
  const sign = number.startsWith('-') && digits !== '0' ? '-' : '';
  return sign + digits !== wholeDigits(Number(number));
}

/** Whether a number that was written so is more likely a text: `00123`, `3.10`; not `0.10`, `1.0`. */
export function looksLikeText(written: string): boolean {
  return /^[-+]?(?:0\d+(?:\.\d*)?|[1-9]\d*\.\d+0)$/.test(written);
}
