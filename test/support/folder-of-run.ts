import { existsSync, mkdtempSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const MEMORY = '/dev/shm';
const LEAST_FREE = 2 ** 30;

/**
 * One folder for all that a run of tests makes, removed when it is over: not after each file, since what a test leaves at
 * work must not lose its ground while others of its process go on. In memory where there is room for it: thousands of
 * commits wait for a disk that no test asks about. Whoever names a folder in TEST_FOLDERS removes it.
 */
export default function makeFolderOfRun(): (() => void) | undefined {
  if (process.env['TEST_FOLDERS'] !== undefined) return undefined;
  const folder = mkdtempSync(join(hasRoom() ? MEMORY : tmpdir(), 'mlp-tests-'));
  // Workers are started later, and have what this process has.
  process.env['TEST_FOLDERS'] = folder;
  return () => {
    delete process.env['TEST_FOLDERS'];
    rmSync(folder, { recursive: true, force: true });
  };
}

function hasRoom(): boolean {
  if (!existsSync(MEMORY)) return false;
  const { bavail, bsize, ffree } = statfsSync(MEMORY);
  return bavail * bsize >= LEAST_FREE && ffree > 100_000;
}
