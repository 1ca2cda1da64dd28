import { withoutTrailing } from '../without-trailing.ts';
import { isPattern, plainGlob } from './plain-glob.ts';

/** One glob of `files`. */
export type FileRule = {
  readonly glob: string;
  /** False: `!`, it takes away what it matches. */
  readonly adds: boolean;
  readonly matches: (path: string) => boolean;
};

/** Reads one: a folder's name stands for what lies below it; `*` stays within one name, `**` goes down. */
export function fileRule(glob: string): FileRule {
  const adds = !glob.startsWith('!');
  const written = adds ? glob : glob.slice(1);
  const pattern = withoutTrailing(written.replace(/^(?:\.\/)+/, ''), '/');
  if (pattern === '.' || pattern === '') return { glob, adds, matches: () => true };
  // Covers a name that happens to hold `[` or `*` too: it is matched as it is written.
  const isNamed = (path: string): boolean => path === pattern || path.startsWith(`${pattern}/`);
  if (!isPattern(pattern)) return { glob, adds, matches: isNamed };
  const matches = plainGlob(written.endsWith('/') ? `${pattern}/**` : pattern);
  return { glob, adds, matches: (path) => isNamed(path) || matches(path) };
}

/** What no rule speaks of is in where they all only take away. */
export function startsFull(rules: readonly FileRule[]): boolean {
  return rules.length > 0 && rules.every((rule) => !rule.adds);
}

/** Whether these let a path through: of those that match, the last decides. */
export function isSelected(path: string, rules: readonly FileRule[]): boolean {
  const last = rules.findLast((rule) => rule.matches(path));
  return last?.adds ?? startsFull(rules);
}
