import { readdirSync } from 'node:fs';
import { join } from 'node:path';

const MOST_FOLDERS = 2000;
const DEEPEST = 5;

/** Folders of a repository with a `.mlpipelines` of their own, those nearest to its root first; a large tree is not looked through whole. */
export function projectsBelow(root: string): readonly string[] {
  const found: string[] = [];
  let looked = 0;
  let level = [root];
  for (let depth = 0; depth < DEEPEST; depth += 1) {
    const next: string[] = [];
    for (const folder of level) {
      if ((looked += 1) > MOST_FOLDERS) return found;
      const names = foldersIn(folder);
      if (folder !== root && names.includes('.mlpipelines')) found.push(folder);
      next.push(...names.filter(mayHold).map((name) => join(folder, name)));
    }
    level = next;
  }
  return found;
}

function mayHold(name: string): boolean {
  return !name.startsWith('.') && name !== 'node_modules';
}

/** Links are not followed, and what cannot be read holds nothing. */
function foldersIn(folder: string): readonly string[] {
  try {
    const items = readdirSync(folder, { withFileTypes: true });
    return items
      .filter((item) => item.isDirectory())
      .map(({ name }) => name)
      .sort();
  } catch {
    return [];
  }
}
