import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';

const folders: string[] = [];

/** In memory where there is such a place: thousands of commits wait for a disk that no test asks about. */
export function freshFolder(): string {
  const place = process.env['TEST_FOLDERS'] ?? (existsSync('/dev/shm') ? '/dev/shm' : tmpdir());
  const folder = mkdtempSync(join(place, 'mlp-runtime-'));
  folders.push(folder);
  return folder;
}

/** Called for each file of tests (`remove-folders.ts`): one process plays many, and memory is not given back by itself. */
export function removeFreshFolders(): void {
  afterAll(() => {
    for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
  });
}
