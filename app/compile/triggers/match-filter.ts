import { matchGlob } from './match-glob.ts';

/** What `branches` and `branches-ignore` (or tags, or paths) of a trigger hold. */
export type Filter = {
  readonly take: readonly string[] | undefined;
  readonly ignore: readonly string[] | undefined;
};

/** Whether a trigger narrows this down at all. */
export function isSet({ take, ignore }: Filter): boolean {
  return take !== undefined || ignore !== undefined;
}

/** Whether a branch or tag passes. Without a filter, every one does. */
export function passesName({ take, ignore }: Filter, name: string): boolean {
  if (take !== undefined) return isListed(take, name);
  return ignore === undefined || !isListed(ignore, name);
}

/** Whether a change passes: some path is taken, or some path is not ignored. Without a filter, every change does. */
export function passesPaths({ take, ignore }: Filter, paths: readonly string[]): boolean {
  if (take !== undefined) return paths.some((path) => isListed(take, path));
  return ignore === undefined || paths.some((path) => !isListed(ignore, path));
}

/** In order: a later pattern overrules earlier ones, `!` takes back. */
function isListed(patterns: readonly string[], name: string): boolean {
  let listed = false;
  for (const pattern of patterns) {
    const takesBack = pattern.startsWith('!');
    if (listed !== takesBack) continue;
    if (matchGlob(takesBack ? pattern.slice(1) : pattern, name)) listed = !takesBack;
  }
  return listed;
}
