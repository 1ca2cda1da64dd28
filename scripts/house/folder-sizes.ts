import { dirname } from 'node:path';

/** How many entries each folder has that lies in one of `roots`: files and folders. */
export function folderSizes(
  roots: readonly string[],
  files: readonly string[],
): ReadonlyMap<string, number> {
  const entries = new Map<string, Set<string>>();
  for (const file of files) {
    for (let entry = file; !roots.includes(entry); entry = dirname(entry)) {
      const folder = dirname(entry);
      entries.set(folder, (entries.get(folder) ?? new Set()).add(entry));
    }
  }
  return new Map([...entries].map(([folder, within]) => [folder, within.size]));
}
