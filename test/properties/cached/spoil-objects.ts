import { chmodSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Edit } from './repository-state.ts';

/** Does to one stored object what a disk, or a person who wants room, may do to it. False: there is none. */
export function spoilObject(
  root: string,
  { how, object }: Extract<Edit, { type: 'damage' }>,
): boolean {
  const folder = join(root, '.mlpipelines', '.state', 'objects', 'objects');
  const all = filesBelow(folder);
  const path = all[object % Math.max(all.length, 1)];
  if (path === undefined) return false;
  if (how === 'remove') rmSync(path);
  else {
    const bytes = readFileSync(path);
    chmodSync(path, 0o644);
    writeFileSync(path, how === 'cut' ? bytes.subarray(0, bytes.length - 1) : flipped(bytes));
  }
  return true;
}

function flipped(bytes: Buffer): Buffer {
  const copy = Buffer.from(bytes);
  if (copy.length > 0) copy[0] = (copy[0] ?? 0) ^ 1;
  return copy;
}

function filesBelow(folder: string): readonly string[] {
  try {
    return readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .map((name) => join(folder, name))
      .filter((path) => statSync(path).isFile())
      .toSorted();
  } catch {
    return [];
  }
}
