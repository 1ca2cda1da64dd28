import { chmodSync, mkdirSync, statSync } from 'node:fs';

const PRIVATE = 0o700;

/** Makes a folder where it is not there yet, for its owner alone. Where all is so already, nothing is written. */
export function makePrivate(folder: string): void {
  mkdirSync(folder, { recursive: true });
  if ((statSync(folder).mode & 0o777) !== PRIVATE) chmodSync(folder, PRIVATE);
}
