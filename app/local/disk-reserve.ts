import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { randomBytes } from 'node:crypto';

/** What a store needs to forget runs, before that frees anything. */
const BYTES = 4 * 1024 * 1024;

/**
 * Keeps some room of the disk for the day that it is full: to remove what nobody wants, `gc` has to write it down first.
 * Without room for it there is none.
 */
export function keepReserve(folder: string): void {
  const file = reserveIn(folder);
  if (existsSync(file)) return;
  try {
    // No zeros: a file system may keep those without giving room away.
    writeFileSync(file, randomBytes(BYTES));
  } catch {
    rmSync(file, { force: true });
  }
}

/** Gives the room back. False: there was none. */
export function spendReserve(folder: string): boolean {
  const file = reserveIn(folder);
  if (!existsSync(file)) return false;
  rmSync(file, { force: true });
  return true;
}

function reserveIn(folder: string): string {
  return join(folder, 'reserve');
}
