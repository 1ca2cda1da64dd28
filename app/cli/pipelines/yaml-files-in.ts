import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** All YAML files right in a folder, sorted; not folders and links to nowhere that are named like one. */
export function yamlFilesIn(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => /\.ya?ml$/.test(name))
    .sort()
    .map((name) => join(folder, name))
    .filter((path) => statSync(path, { throwIfNoEntry: false })?.isFile() === true);
}
