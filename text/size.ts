const UNITS = ['KiB', 'MiB', 'GiB', 'TiB', 'PiB'] as const;

/** Bytes for people, in three digits or so: `512 B`, `3.4 MiB`, `150 MiB`. */
export function size(bytes: number): string {
  return inUnits(bytes, 999.5, (amount) => Number(amount.toFixed(amount < 99.95 ? 1 : 0)));
}

/** Bytes for people, to be held against a limit: `512 MiB`, `150.4 MiB`. */
export function exactSize(bytes: number): string {
  return inUnits(bytes, 1024, (amount) => Number(amount.toFixed(1)));
}

const DECIMAL = { TB: 1e12, GB: 1e9, MB: 1e6 } as const;

/** Bytes as quotas are written, in powers of ten: `500 GB`, `1.5 TB`, `12 B`. */
export function decimalSize(bytes: number): string {
  const unit = Object.entries(DECIMAL).find(([, amount]) => bytes >= amount);
  return unit === undefined ? `${bytes} B` : `${Number((bytes / unit[1]).toFixed(3))} ${unit[0]}`;
}

/** The bytes that `500GB` or `1.5TB` say; null: it says none. */
export function parseDecimalSize(text: string): number | null {
  const [, amount, unit] = /^(\d{1,6}(?:\.\d{1,6})?)(TB|GB|MB)$/.exec(text) ?? [];
  const of = Object.entries(DECIMAL).find(([name]) => name === unit);
  return of === undefined ? null : Math.round(Number(amount) * of[1]);
}

/** `1 file, 3.4 MiB`: how much is copied or kept. */
export function filesAndSize(files: number, bytes: number): string {
  return `${files.toLocaleString('en-US')} ${files === 1 ? 'file' : 'files'}, ${size(bytes)}`;
}

/** In the first unit of which it is less than `most`. */
function inUnits(bytes: number, most: number, round: (amount: number) => number): string {
  if (bytes < 1024) return `${Math.round(bytes)} B`;
  let amount = bytes / 1024;
  for (const unit of UNITS.slice(0, -1)) {
    if (amount < most) return `${round(amount)} ${unit}`;
    amount /= 1024;
  }
  return `${round(amount)} PiB`;
}
