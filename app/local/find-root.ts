import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

/**
 * The folder that pipelines speak of: the nearest one upward that has `.mlpipelines`, not leaving the git repository;
 * else the repository's root, else `from` itself.
 */
export function findRoot(from: string): string {
  for (let folder = resolve(from); ; folder = dirname(folder)) {
    if (existsSync(join(folder, '.mlpipelines'))) return folder;
    if (existsSync(join(folder, '.git'))) return folder;
    if (dirname(folder) === folder) return resolve(from);
  }
}

/** The project that a project lies in, of one repository with several; null: it lies in none. */
export function projectAround(root: string): string | null {
  if (existsSync(join(root, '.git'))) return null;
  const outer = findRoot(dirname(root));
  return outer !== root && existsSync(join(outer, '.mlpipelines')) ? outer : null;
}
