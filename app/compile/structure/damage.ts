import type { Path } from '../problems/finding.ts';

/** Places of the file of which something wrong has been said already, so that no check says more about them. */
export class Damage {
  readonly #root: Branch = newBranch();

  constructor(paths: readonly Path[] = []) {
    for (const path of paths) this.add(path);
  }

  add(path: Path): void {
    let branch = this.#root;
    for (const step of path) {
      const next = branch.children.get(String(step)) ?? newBranch();
      branch.children.set(String(step), next);
      branch = next;
    }
    branch.isDamaged = true;
  }

  /** Whether the value at this place, one around it, or one inside it is damaged. */
  touches(path: Path): boolean {
    let branch = this.#root;
    for (const step of path) {
      if (branch.isDamaged) return true;
      const next = branch.children.get(String(step));
      if (next === undefined) return false;
      branch = next;
    }
    return branch.isDamaged || branch.children.size > 0;
  }
}

type Branch = { isDamaged: boolean; readonly children: Map<string, Branch> };

function newBranch(): Branch {
  return { isDamaged: false, children: new Map() };
}
