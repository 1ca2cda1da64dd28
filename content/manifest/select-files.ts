import { fileRule, startsFull, type FileRule } from '../../text/globs/file-rule.ts';
import type { Manifest } from './manifest.ts';

export type Selection = Pick<PathSelection<never>, 'unmatched'> & { readonly manifest: Manifest };

export type PathSelection<T> = {
  readonly selected: readonly T[];
  /** Globs that select nothing: most likely misspelt. */
  readonly unmatched: readonly string[];
};

/**
 * The part of a tree that these globs name; null names everything. A folder's name selects what lies below it; `*` stays
 * within one name, `**` goes down; `!` takes away again; of several that match, the last decides. Only `!`: all the rest.
 */
export function selectFiles(manifest: Manifest, globs: readonly string[] | null): Selection {
  const { selected, unmatched } = selectPaths(manifest.entries, globs);
  if (globs === null) return { manifest, unmatched };
  return { manifest: { ...manifest, entries: selected }, unmatched };
}

/** As `selectFiles`, for anything that has a path. */
export function selectPaths<T extends Placed>(
  items: readonly T[],
  globs: readonly string[] | null,
): PathSelection<T> {
  if (globs === null) return { selected: items, unmatched: [] };
  const rules = globs.map(fileRule);
  const isFull = startsFull(rules);
  const matched = new Set<FileRule>();
  const selected = items.filter(({ path }) => {
    const matching = rules.filter((rule) => rule.matches(path));
    for (const rule of matching) matched.add(rule);
    return matching.at(-1)?.adds ?? isFull;
  });
  const unmatched = rules.filter((rule) => rule.adds && !matched.has(rule)).map(({ glob }) => glob);
  return { selected, unmatched };
}
type Placed = { readonly path: string };
