import type { Dirent } from 'node:fs';
import { readdir } from 'node:fs/promises';

/** What lies in a tree: files, links, folders with nothing in them, and what cannot be part of any artifact. */
export type Found = { readonly path: string; readonly type: 'file' | 'link' | 'dir' | Oddity };
export type Oddity = 'socket' | 'pipe' | 'device' | typeof UNREADABLE_NAME;
export const UNREADABLE_NAME = 'file whose name is not UTF-8';

/** Everything below a folder, without following links; paths relative to it, in no particular order. */
export async function walkTree(
  root: string,
  skip: (path: string) => boolean = () => false,
): Promise<Found[]> {
  const found: Found[] = [];
  const folders = [''];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    const inside = folder === '' ? '' : `${folder}/`;
    const items = await readdir(`${root}/${inside}`, { withFileTypes: true });
    if (items.length === 0 && folder !== '') found.push({ path: folder, type: 'dir' });
    for (const item of items) {
      const path = inside + item.name;
      if (skip(path)) continue;
      const type = itemType(item);
      if (type === 'folder') folders.push(path);
      else found.push({ path, type });
    }
  }
  return found;
}

function itemType(item: Dirent): Exclude<Found['type'], 'dir'> | 'folder' {
  if (isUnreadableName(item.name)) return UNREADABLE_NAME;
  return item.isDirectory() ? 'folder' : typeOf(item);
}

/** What kind of thing this is, from a folder's listing or from `lstat`. */
export function typeOf(item: Kind): 'file' | 'link' | Oddity {
  if (item.isFile()) return 'file';
  if (item.isSymbolicLink()) return 'link';
  if (item.isSocket()) return 'socket';
  return item.isFIFO() ? 'pipe' : 'device';
}
type Kind = Pick<Dirent, 'isFile' | 'isSymbolicLink' | 'isSocket' | 'isFIFO'>;

/** Whether a name is not UTF-8: Node replaces such bytes by U+FFFD, and the file cannot be opened by that name. */
export function isUnreadableName(name: string): boolean {
  return name.includes('\uFFFD');
}
