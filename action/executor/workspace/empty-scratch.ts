import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { removeTree } from './remove-tree.ts';

/** Removes what an attempt left in a scratch folder that its host keeps for the next one; `tmp` in it stays, empty. */
export async function emptyScratch(scratch: string): Promise<void> {
  const temporary = join(scratch, 'tmp');
  try {
    for (const name of readdirSync(temporary)) await removeTree(join(temporary, name));
  } catch {
    // A step may have taken its permissions away, or removed it.
    await removeTree(temporary);
  }
  for (const name of readdirSync(scratch)) {
    if (name !== 'tmp') await removeTree(join(scratch, name));
  }
}
