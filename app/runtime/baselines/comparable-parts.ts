import type { CacheParts } from '../../compile/cache/cache-key.ts';
import { digestOf } from '../../domain/digest.ts';

/** Beyond that a text is told by its digest. */
const LONGEST = 100;

/**
 * The parts of a cache key that mean the same on a laptop and at the App: not files, which version control names by other
 * digests than a snapshot does, nor the machine. Params are told as they are, as pages show them, all else by digests.
 */
export function comparableParts(parts: CacheParts): CacheParts {
  return Object.fromEntries(
    Object.entries(parts).flatMap(([name, value]): [string, string][] => {
      const [kind = ''] = name.split('.');
      if (!COMPARABLE.has(kind) || name.length > LONGEST) return [];
      const isTold = TOLD.has(kind) && value.length <= LONGEST;
      return [[name, isTold ? value : digestOf(value)]];
    }),
  );
}

const TOLD = new Set(['param', 'python', 'container']);
const COMPARABLE = new Set([...TOLD, 'run', 'env', 'judge', 'input']);
