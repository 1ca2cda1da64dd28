import type { Entry } from './entry.ts';
import type { Manifest } from './manifest.ts';

/** Paths that differ between two trees, each list sorted. */
export type TreeDiff = {
  readonly added: readonly string[];
  /** Other contents, another mode, another target, or another kind of thing. */
  readonly changed: readonly string[];
  readonly removed: readonly string[];
};

/** What happened to the files between two trees: names what made a step run again. */
export function diffManifests(before: Manifest, after: Manifest): TreeDiff {
  const old = new Map(before.entries.map((entry) => [entry.path, identity(entry)]));
  const added: string[] = [];
  const changed: string[] = [];
  for (const entry of after.entries) {
    const was = old.get(entry.path);
    if (was === undefined) added.push(entry.path);
    else if (was !== identity(entry)) changed.push(entry.path);
    old.delete(entry.path);
  }
  return { added, changed, removed: [...old.keys()] };
}

function identity(entry: Entry): string {
  if (entry.type === 'file') return `${entry.mode} ${entry.digest}`;
  return entry.type === 'link' ? `link ${entry.target}` : 'dir';
}
