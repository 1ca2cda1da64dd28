import type { Choice } from './choose-types.ts';

type FellOut = Choice['fellOut'][number];

/** Of the types that do not fit, the one that lacks least: the fewest wishes, and of those the smallest part. */
export function nearestType(fellOut: readonly FellOut[]): FellOut | null {
  const [nearest = null] = fellOut.toSorted(
    (a, b) => a.lacks.length - b.lacks.length || leastShare(b) - leastShare(a),
  );
  return nearest;
}

function leastShare({ lacks }: FellOut): number {
  return Math.min(...lacks.map(({ share }) => share));
}
