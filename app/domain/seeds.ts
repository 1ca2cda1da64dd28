import { ownValue } from './own-value.ts';

/** The key of a matrix, and the param, in which trainings differ that ought to give the same. */
export const SEED = 'seed';

type Measured = {
  readonly cell: Readonly<Record<string, unknown>> | null;
  readonly metrics: Readonly<Record<string, number>>;
};

/** Whether all of these cells differ in their seed alone, and there is more than one. */
export function areSeeds(cells: readonly Pick<Measured, 'cell'>[]): boolean {
  const [first] = cells;
  return cells.length > 1 && first !== undefined && seedsLike(cells, first).length === cells.length;
}

/** Those that differ from one of them in their seed at most; none where it has no seed. */
export function seedsLike<T extends Pick<Measured, 'cell'>>(
  cells: readonly T[],
  { cell }: Pick<Measured, 'cell'>,
): readonly T[] {
  if (cell === null || ownValue(cell, SEED) === undefined) return [];
  const rest = withoutSeed(cell);
  return cells.filter((other) => other.cell !== null && withoutSeed(other.cell) === rest);
}

function withoutSeed({ [SEED]: _seed, ...rest }: NonNullable<Measured['cell']>): string {
  // The cells of one matrix have their keys in one order.
  return JSON.stringify(rest);
}

/** What each of them measured, by metric; what one of them did not measure is left out. */
export function measuredByEach(
  rows: readonly Pick<Measured, 'metrics'>[],
): Readonly<Record<string, readonly number[]>> {
  const names = Object.keys(rows[0]?.metrics ?? {});
  const values = names.map((name): [string, number[]] => [
    name,
    rows.flatMap(({ metrics }) => ownValue(metrics, name) ?? []),
  ]);
  return Object.fromEntries(values.filter(([, found]) => found.length === rows.length));
}
