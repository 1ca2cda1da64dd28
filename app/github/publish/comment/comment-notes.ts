import type { JsonMap } from '../../../domain/json.ts';

/** The commit that a pull request's comment tells of; null: nobody has said. */
export function headIn({ sha }: JsonMap): string | null {
  return typeof sha === 'string' ? sha : null;
}

/** A summary that comes late says nothing new of a pull request that was closed at this head. */
export function withHead(known: JsonMap, sha: string): JsonMap {
  return headIn(known) === sha && isClosed(known) ? { sha, closed: true } : { sha };
}

/** A pull request that is closed keeps what was decided by, whatever moves. */
export function isClosed({ closed }: JsonMap): boolean {
  return closed === true;
}

export function withClosed(known: JsonMap, closed: boolean): JsonMap {
  return { ...known, closed };
}
