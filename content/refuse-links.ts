import { lstatSync, readdirSync, readlinkSync, type Stats } from 'node:fs';
import { join } from 'node:path';
import { shellWord } from '../text/shell-word.ts';

/** A place for what we keep that somebody else has laid out: nothing is read there, written or removed. */
export class ForeignFolder extends Error {
  override name = 'ForeignFolder';
  /** What to do about it. */
  readonly hint: string;

  constructor(message: string, hint: string) {
    super(message);
    this.hint = hint;
  }
}

/** Throws `ForeignFolder` when a folder of ours, or anything directly in it, is a link: it would lead us elsewhere. */
export function refuseLinks(folder: string): void {
  if (refuseLink(folder) === null) return;
  for (const name of readdirSync(folder)) refuseLink(join(folder, name));
}

/** Null: nothing is there. Throws `ForeignFolder` when it is a link. */
export function refuseLink(path: string): Stats | null {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  if (stats?.isSymbolicLink() !== true) return stats ?? null;
  throw new ForeignFolder(
    `${path} is a link to ${readlinkSync(path)}: what mlpipelines keeps would be written there, and removed there.`,
    `Remove the link: rm ${shellWord(path)}`,
  );
}
