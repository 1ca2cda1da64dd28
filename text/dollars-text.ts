/** `$1,204.50`; less than ten cents by two digits: `$0.0031`. */
export function dollarsText(usd: number): string {
  if (usd > 0 && usd < 0.1) return `$${Number(usd.toPrecision(2))}`;
  const digits = { minimumFractionDigits: 2, maximumFractionDigits: 2 };
  return `$${usd.toLocaleString('en-US', digits)}`;
}
