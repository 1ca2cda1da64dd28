import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import { hasCode } from '../../../content/storage-error.ts';
import { walkTree } from '../../../content/walk-tree.ts';
import { EXECUTOR_LIMITS } from '../../../schemas/executor-limits.ts';
import { fixedPart, plainGlob } from '../../../text/globs/plain-glob.ts';
import { insideWorkspace } from '../workspace/inside-workspace.ts';

const { plotBytes: LARGEST_PLOT_BYTES } = EXECUTOR_LIMITS;

/** Paths of the files in a workspace that these patterns name, sorted, without those too large to be shown. */
export async function matchPlots(
  workspace: string,
  patterns: readonly string[],
): Promise<string[]> {
  const found = new Set<string>();
  for (const pattern of patterns) {
    for (const path of await named(workspace, pattern)) {
      if (await isPlot(workspace, path)) found.add(path);
    }
  }
  return [...found].sort();
}

async function named(workspace: string, pattern: string): Promise<string[]> {
  const fixed = fixedPart(pattern);
  if (fixed === pattern) return [pattern];
  // A link could lead to anywhere on the machine.
  const isInside = await insideWorkspace(workspace, fixed, 'plots').catch(() => null);
  if (isInside === null) return [];
  const paths = await pathsBelow(workspace, fixed, depthBelow(pattern, fixed));
  return paths.filter(plainGlob(pattern));
}

/** Files below a folder, at most so many folders down: beside the plots there may be a data set of a million files. */
async function pathsBelow(workspace: string, folder: string, depth: number): Promise<string[]> {
  const place = join(workspace, folder);
  const isBelow = (path: string): boolean => path.split('/').length > depth;
  const found = await walkTree(place, isBelow).catch((error: unknown) => {
    if (hasCode(error, 'ENOENT') || hasCode(error, 'ENOTDIR')) return [];
    throw error;
  });
  return found.filter(({ type }) => type === 'file').map(({ path }) => folder + path);
}

function depthBelow(pattern: string, fixed: string): number {
  return pattern.includes('**') ? Infinity : pattern.slice(fixed.length).split('/').length;
}

async function isPlot(workspace: string, path: string): Promise<boolean> {
  const place = await insideWorkspace(workspace, path, 'plot').catch(() => null);
  if (place === null) return false;
  const stat = await lstat(place).catch(() => null);
  return stat !== null && stat.isFile() && stat.size <= LARGEST_PLOT_BYTES;
}
