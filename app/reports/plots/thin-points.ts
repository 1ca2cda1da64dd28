type Drawn = { readonly value: number };

/** At most so many points of a line: of each stretch its lowest and its highest, so that no spike is lost. */
export function thinPoints<P extends Drawn>(points: readonly P[], most: number): readonly P[] {
  if (points.length <= most) return points;
  const length = Math.ceil(points.length / Math.max(1, Math.floor(most / 2)));
  const kept: P[] = [];
  for (let from = 0; from < points.length; from += length) {
    const stretch = points.slice(from, from + length);
    const low = stretch.reduce((a, b) => (b.value < a.value ? b : a));
    const high = stretch.reduce((a, b) => (b.value > a.value ? b : a));
    kept.push(...stretch.filter((point) => point === low || point === high));
  }
  return kept;
}
