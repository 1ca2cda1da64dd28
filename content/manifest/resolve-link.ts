import { foldPath } from './fold-path.ts';

// What Linux follows before it gives up with ELOOP (path_resolution(7)); macOS follows 32.
const MAX_FOLLOWED = 40;

/** All links of a tree: folded path → target. */
export type Links = ReadonlyMap<string, string>;

/**
 * Whether a link at `path` to `target` leaves the tree. Resolves as the kernel does, `..` after a link meaning the
 * parent of what the link points at, so that two innocent looking links cannot be combined into a way out.
 * A loop leads nowhere and is allowed; a dangling link too.
 */
export function leadsOut(path: string, target: string, links: Links): boolean {
  const at = path.split('/').slice(0, -1);
  const todo: string[] = [];
  let next: string | undefined = target;
  for (let followed = 0; next !== undefined && followed < MAX_FOLLOWED; followed += 1) {
    if (next.startsWith('/')) return true;
    todo.push(...next.split('/').toReversed());
    const step = walk(at, todo, links);
    if (step === 'out') return true;
    next = step.link;
  }
  return false;
}

/** Goes on from folder `at` until `todo` is used up or a link is met, which is taken off `at`. */
function walk(at: string[], todo: string[], links: Links): 'out' | { link: string | undefined } {
  for (let name = todo.pop(); name !== undefined; name = todo.pop()) {
    if (name === '' || name === '.') continue;
    if (name === '..') {
      if (at.pop() === undefined) return 'out';
      continue;
    }
    at.push(name);
    const link = links.get(foldPath(at.join('/')));
    if (link === undefined) continue;
    at.pop();
    return { link };
  }
  return { link: undefined };
}
