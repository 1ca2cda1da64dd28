import type { Digest } from '../digest-of-bytes.ts';

/** One file, link or empty folder of a tree. `path` is relative, with `/`; a folder that holds something is implied. */
export type Entry = FileEntry | LinkEntry | FolderEntry;

export type FileEntry = {
  readonly path: string;
  readonly type: 'file';
  readonly mode: FileMode;
  readonly size: number;
  readonly digest: Digest;
};
/** 0644 or 0755: of a file's rights only "may be executed" means the same on every machine. */
type FileMode = 0o644 | 0o755;

export type LinkEntry = { readonly path: string; readonly type: 'link'; readonly target: string };
type FolderEntry = { readonly path: string; readonly type: 'dir' };

/** The order of a manifest's entries: by UTF-16 code unit, the same on every machine and in every locale. */
export function byPath(a: { readonly path: string }, b: { readonly path: string }): number {
  return a.path < b.path ? -1 : a.path > b.path ? 1 : 0;
}
