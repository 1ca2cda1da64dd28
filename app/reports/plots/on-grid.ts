import { thinPoints } from './thin-points.ts';

/** A number that was told at a step of a training. */
export type SeriesPoint = { readonly step: number; readonly value: number };

/** Places at the same distance from each other. */
export type Grid = { readonly first: number; readonly stride: number; readonly count: number };

/**
 * Places for a line, at most so many, the last of them at the line's own last step. Null: it has no length. Between whole
 * steps lies a whole number of steps.
 */
export function gridOf(points: readonly SeriesPoint[], most: number): Grid | null {
  const steps = points.map(({ step }) => step);
  const first = steps.reduce((a, b) => Math.min(a, b), Infinity);
  const last = steps.reduce((a, b) => Math.max(a, b), -Infinity);
  if (!(first < last)) return null;
  const isWhole = steps.every((step) => Number.isSafeInteger(step));
  const wanted = (last - first) / (Math.min(most, new Set(steps).size) - 1);
  const stride = isWhole ? Math.ceil(wanted) : wanted;
  const count = isWhole
    ? Math.floor((last - first) / stride) + 1
    : Math.round((last - first) / stride) + 1;
  return { first: last - stride * (count - 1), stride, count };
}

/**
 * A line as one number for each place of a grid: where it has few points, what lies on it there; where it has many, the
 * lowest and the highest of each stretch, so that no spike is lost. Before its first point and after its last one it is
 * level. Points are in the order of their steps; there is one at least.
 */
export function onGrid(points: readonly SeriesPoint[], grid: Grid): readonly number[] {
  const places = Array.from({ length: grid.count }, (_, at) => grid.first + at * grid.stride);
  const stretches = Map.groupBy(points, ({ step }) => stretchOf(step, grid));
  return places.map((place, at) => {
    const within = stretches.get(Math.floor(at / 2)) ?? [];
    const [low, high] = within.length > 2 ? thinPoints(within, 2) : [];
    if (low === undefined) return valueAt(points, place);
    return at % 2 === 0 ? low.value : (high ?? low).value;
  });
}

/** Two places share a stretch. */
function stretchOf(step: number, { first, stride }: Grid): number {
  return Math.floor(Math.round((step - first) / stride) / 2);
}

function valueAt(points: readonly SeriesPoint[], place: number): number {
  const next = points.findIndex(({ step }) => step >= place);
  const [before, after] = [points[next - 1] ?? points.at(-1), points[next]];
  if (after === undefined || before === undefined || next === 0)
    return (after ?? before)?.value ?? 0;
  const share = (place - before.step) / (after.step - before.step);
  return before.value + share * (after.value - before.value);
}
