import picomatch from 'picomatch';
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
  const rules = globs.map(toRule);
  const startsFull = rules.length > 0 && rules.every((rule) => !rule.adds);
  const selected = items.filter((item) => isSelected(item, rules, startsFull));
  const unmatched = rules.filter((rule) => rule.adds && !rule.matched).map((rule) => rule.glob);
  return { selected, unmatched };
}
type Placed = { readonly path: string };

type Rule = {
  readonly glob: string;
  readonly adds: boolean;
  readonly matches: (path: string) => boolean;
  matched: boolean;
};

function toRule(glob: string): Rule {
  // `!(a|b)` is a pattern of its own, not a negation.
  const adds = !glob.startsWith('!') || glob.startsWith('!(');
  const pattern = (adds ? glob : glob.slice(1)).replace(/^(\.\/)+/, '').replace(/\/+$/, '');
  if (pattern === '.' || pattern === '') return { glob, adds, matches: () => true, matched: false };
  const isFolder = glob.endsWith('/') && picomatch.scan(pattern).isGlob;
  const matches = picomatch(isFolder ? `${pattern}/**` : pattern, { dot: true, nonegate: true });
  // Covers a name that happens to hold `[` or `{` too: it is matched as it is written.
  const isNamed = (path: string): boolean => path === pattern || path.startsWith(`${pattern}/`);
  return { glob, adds, matches: (path) => isNamed(path) || matches(path), matched: false };
}

function isSelected(item: Placed, rules: readonly Rule[], startsFull: boolean): boolean {
  let selected = startsFull;
  for (const rule of rules) {
    if (!rule.matches(item.path)) continue;
    rule.matched = true;
    selected = rule.adds;
  }
  return selected;
}
