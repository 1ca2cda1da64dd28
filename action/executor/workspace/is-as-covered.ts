import { manifestDigest } from '../../../content/manifest/manifest.ts';
import { selectFiles } from '../../../content/manifest/select-files.ts';
import { createHashMemo } from '../../../content/hash-memo.ts';
import { readRepository } from '../../../content/snapshot-tree.ts';
import type { Attempt } from '../attempt.ts';

// The steps of a run look at one tree again and again.
const memo = createHashMemo();

/**
 * Whether the repository holds what the cache key of the work says. Always, unless the step runs in place, where anyone
 * may edit files while a run goes on; a file that changes while it is read does not. What its inputs bring is not the
 * repository's.
 */
export async function isAsCovered({ ticket, host }: Attempt): Promise<boolean> {
  const { covered } = ticket.workspace;
  if (covered === undefined) return true;
  const globs = [...covered.files, ...ticket.inputs.map(({ path }) => `!./${path}`)];
  const found = await readRepository(host.folders.workspace, { memo }).catch(() => null);
  if (found === null) return false;
  const tree = { format: 1, single: false, entries: found.entries } as const;
  return manifestDigest(selectFiles(tree, globs).manifest) === covered.digest;
}
