import { shortened } from '../../text/shortened.ts';
import { byPath, type Entry, type LinkEntry } from './entry.ts';
import { NameTree } from './name-tree.ts';
import { Links } from './resolve-link.ts';

/** A tree that cannot be saved or restored everywhere, or a manifest that was made to do harm. */
export class InvalidTree extends Error {
  override name = 'InvalidTree';
  /** The entry that is to blame; null: the tree as a whole. */
  readonly path: string | null;
  constructor(path: string | null, message: string) {
    super(message);
    this.path = path;
  }
}

/** Above this a tree is refused: its manifest alone would fill memory. Pack small files into archives or shards. */
export const MAX_ENTRIES = 1_000_000;
const MAX_PATH_BYTES = 4096;
const MAX_NAME_BYTES = 255;
const LONGEST_SHOWN = 300;

/**
 * Throws `InvalidTree` unless these entries can be laid out below a new folder on any machine without touching anything
 * outside it: sorted, unique even where case or Unicode form does not count, nothing below a file or link, no way out.
 */
export function checkEntries(entries: readonly Entry[]): void {
  if (entries.length > MAX_ENTRIES) {
    throw new InvalidTree(null, `The tree has more than ${MAX_ENTRIES} entries.`);
  }
  const names = new NameTree();
  const links = new Links();
  let previous: Entry | null = null;
  for (const entry of entries) {
    checkPath(entry.path);
    checkOrder(previous, entry);
    checkNames(entry.path, names);
    if (entry.type === 'link') links.add(entry.path, entry.target);
    previous = entry;
  }
  for (const entry of entries) if (entry.type === 'link') checkLink(entry, links);
}

function checkPath(path: string): void {
  if (!path.isWellFormed() || path.includes('\0')) {
    throw new InvalidTree(path, `${JSON.stringify(shown(path))} is not a valid file name.`);
  }
  if (Buffer.byteLength(path) > MAX_PATH_BYTES) {
    throw new InvalidTree(path, `${shown(path)} is longer than ${MAX_PATH_BYTES} bytes.`);
  }
  for (const name of path.split('/')) {
    if (name === '' || name === '.' || name === '..') {
      throw new InvalidTree(path, `${JSON.stringify(shown(path))} is not a path inside the tree.`);
    }
    if (Buffer.byteLength(name) > MAX_NAME_BYTES) {
      throw new InvalidTree(path, `${shown(path)}: a name is longer than ${MAX_NAME_BYTES} bytes.`);
    }
  }
}

function checkOrder(previous: Entry | null, entry: Entry): void {
  if (previous === null) return;
  const order = byPath(previous, entry);
  if (order === 0)
    throw new InvalidTree(entry.path, `${shown(entry.path)} is written twice in the tree.`);
  if (order > 0) throw new InvalidTree(entry.path, `${shown(entry.path)} is out of order.`);
}

function checkNames(path: string, names: NameTree): void {
  const conflict = names.add(path);
  if (conflict === null) return;
  if (conflict.type === 'below') {
    const { entry } = conflict;
    throw new InvalidTree(
      path,
      `${shown(path)} cannot lie below ${shown(entry)}, which is an entry itself.`,
    );
  }
  throw new InvalidTree(
    path,
    `${shown(conflict.path)} and ${shown(conflict.other)} are one file where upper and lower case do not count (macOS, Windows). Rename one.`,
  );
}

function checkLink({ path, target }: LinkEntry, links: Links): void {
  const invalid = target === '' || target.includes('\0') || !target.isWellFormed();
  if (invalid || Buffer.byteLength(target) > MAX_PATH_BYTES) {
    throw new InvalidTree(path, `The link ${shown(path)} has no valid target.`);
  }
  if (!links.leadsOut(path, target)) return;
  throw new InvalidTree(
    path,
    `The link ${shown(path)} → ${shown(target)} leads out of the tree. Put what it points at into the tree, or remove it.`,
  );
}

/** A manifest may name what it likes, and two of its names stand in one sentence. */
function shown(path: string): string {
  return shortened(path, LONGEST_SHOWN);
}
