import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder of a test's own, below that of the whole run (`folder-of-run.ts`), which is removed with it. */
export function freshFolder(): string {
  return mkdtempSync(join(process.env['TEST_FOLDERS'] ?? tmpdir(), 'mlp-runtime-'));
}
