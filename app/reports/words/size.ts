const UNITS = ['KiB', 'MiB', 'GiB', 'TiB', 'PiB'] as const;

/** Bytes for people: `512 B`, `3.4 MiB`. */
export function size(bytes: number): string {
  if (bytes < 1024) return `${Math.round(bytes)} B`;
  let amount = bytes / 1024;
  for (const unit of UNITS.slice(0, -1)) {
    if (amount < 999.5) return `${threeDigits(amount)} ${unit}`;
    amount /= 1024;
  }
  return `${threeDigits(amount)} PiB`;
}

/** `1 file, 3.4 MiB`: how much is copied or kept. */
export function filesAndSize(files: number, bytes: number): string {
  return `${files.toLocaleString('en-US')} ${files === 1 ? 'file' : 'files'}, ${size(bytes)}`;
}

function threeDigits(amount: number): string {
  return amount < 99.95 ? amount.toFixed(1).replace(/\.0$/, '') : amount.toFixed(0);
}
