import { access, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { makePrivate } from '../../../content/make-private.ts';
import { refuseLinks } from '../../../content/refuse-links.ts';

/**
 * Where things lie in a store's folder (0700):
 *
 * - `objects/ab/<62 hex>` a blob (0444); its mtime is when it was last written or pinned
 * - `temporary/`          blobs being written or removed; after a crash what is left here is swept a day later
 * - `corrupt/`            blobs found with other bytes than their name says, kept for inspection
 */
export type FolderLayout = {
  readonly objects: string;
  readonly temporary: string;
  readonly corrupt: string;
};

/** Makes the folders of a store where they are not there yet. Throws `ForeignFolder` where one is a link. */
export async function openLayout(folder: string): Promise<FolderLayout> {
  const layout = {
    objects: join(folder, 'objects'),
    temporary: join(folder, 'temporary'),
    corrupt: join(folder, 'corrupt'),
  };
  refuseLinks(folder);
  refuseLinks(layout.objects);
  makePrivate(folder);
  const last = join(layout.objects, fanOf(255));
  if (await isThere(last)) return layout;
  const fans = Array.from({ length: 256 }, (_, at) => join(layout.objects, fanOf(at)));
  for (const place of [layout.temporary, layout.corrupt, ...fans]) {
    await mkdir(place, { recursive: true });
  }
  return layout;
}

/** The fan-out folder and the path of a blob's object. Throws when `digest` is none: it would be part of a path. */
export function objectPath(layout: FolderLayout, digest: string): { folder: string; path: string } {
  const hex = /^sha256:([0-9a-f]{64})$/.exec(digest)?.[1];
  if (hex === undefined) throw new Error(`${JSON.stringify(digest)} is not a digest.`);
  const folder = join(layout.objects, hex.slice(0, 2));
  return { folder, path: join(folder, hex.slice(2)) };
}

async function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

/** Whether a name is one that we give: what else lies in a store's folders is not ours to list or to remove. */
export const isOurName = {
  fan: (name: string) => /^[0-9a-f]{2}$/.test(name),
  object: (name: string) => /^[0-9a-f]{62}$/.test(name),
  temporary: (name: string) => /^\d+-[0-9a-f]{18}$/.test(name),
  corrupt: (name: string) => /^[0-9a-f]{64}-[0-9a-f]{12}$/.test(name),
};

function fanOf(at: number): string {
  return at.toString(16).padStart(2, '0');
}
