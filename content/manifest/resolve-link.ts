import { foldPath } from './fold-path.ts';

// What Linux follows before it gives up with ELOOP (path_resolution(7)); macOS follows 32.
const MAX_FOLLOWED = 40;
/** Names that are gone through for a link, on average of its tree: links that lead through each other cost no more. */
const NAMES_A_LINK = 500;
const NAMES_AT_LEAST = 200_000;

type Place = { target: string | null; readonly inside: Map<string, Place> };

/** All links of a tree, by names as a file system sees them that folds case. */
export class Links {
  readonly #top = newPlace();
  #left = NAMES_AT_LEAST;

  add(path: string, target: string): void {
    let place = this.#top;
    for (const name of path.split('/')) {
      const folded = foldPath(name);
      const next = place.inside.get(folded) ?? newPlace();
      place.inside.set(folded, next);
      place = next;
    }
    place.target = target;
    this.#left += NAMES_A_LINK;
  }

  /**
   * Whether a link at `path` to `target` leaves the tree. Resolves as the kernel does, `..` after a link meaning the
   * parent of what the link points at, so that two innocent looking links cannot be combined into a way out.
   * A loop leads nowhere and is allowed; a dangling link too. What it would take too long to follow is taken to leave.
   */
  leadsOut(path: string, target: string): boolean {
    const at = this.#placesOn(path);
    const todo: string[] = [];
    let next: string | null = target;
    for (let followed = 0; next !== null && followed < MAX_FOLLOWED; followed += 1) {
      if (next.startsWith('/')) return true;
      todo.push(...next.split('/').toReversed());
      const step = this.#walk(at, todo);
      if (step === 'out') return true;
      next = step.target;
    }
    return false;
  }

  /** The folders on the way to a path; null: no link lies below. */
  #placesOn(path: string): (Place | null)[] {
    const at: (Place | null)[] = [];
    for (const name of path.split('/').slice(0, -1)) at.push(this.#below(at, name));
    return at;
  }

  #below(at: readonly (Place | null)[], name: string): Place | null {
    const folder = at.length === 0 ? this.#top : at.at(-1);
    return folder?.inside.get(foldPath(name)) ?? null;
  }

  /** Goes on from folder `at` until `todo` is used up or a link is met, which is not gone into. */
  #walk(at: (Place | null)[], todo: string[]): 'out' | { readonly target: string | null } {
    for (let name = todo.pop(); name !== undefined; name = todo.pop()) {
      this.#left -= 1;
      if (this.#left < 0) return 'out';
      if (name === '' || name === '.') continue;
      if (name === '..') {
        if (at.pop() === undefined) return 'out';
        continue;
      }
      const place = this.#below(at, name);
      if (place !== null && place.target !== null) return { target: place.target };
      at.push(place);
    }
    return { target: null };
  }
}

function newPlace(): Place {
  return { target: null, inside: new Map() };
}
