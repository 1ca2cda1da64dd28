import { meanOf } from '../../../math/welch.ts';
import type { StepView } from '../../../schemas/run-view.generated.ts';
import { SEED } from '../../domain/seeds.ts';
import type { RankedCells } from './rank-cells.ts';

/** Cells that differ in their seed alone, taken together. */
export type Combination = {
  /** Matrix values but the seed's, as texts. */
  readonly values: Readonly<Record<string, string>>;
  readonly mean: number;
  /** Spread over seeds; null: fewer than three were measured, so it is not known. */
  readonly sd: number | null;
  readonly measured: number;
  readonly isBest: boolean;
};

const FEWEST_FOR_SPREAD = 3;

/** The combinations of a matrix without its seed, the best mean first; those of which no cell was measured are left out. */
export function pivotCells({ cells, metric, goal }: RankedCells): readonly Combination[] {
  const groups = new Map<string, { values: Record<string, string>; measured: number[] }>();
  for (const cell of cells) {
    const value = cell.result === 'success' ? cell.metrics[metric] : undefined;
    if (value === undefined) continue;
    const values = withoutSeed(cell);
    const name = JSON.stringify(values);
    const group = groups.get(name) ?? { values, measured: [] };
    group.measured.push(value);
    groups.set(name, group);
  }
  const means = [...groups.values()].map(({ measured }) => meanOf(measured));
  const best = goal === 'up' ? Math.max(...means) : Math.min(...means);
  return [...groups.values()]
    .map(({ values, measured }): Combination => {
      const mean = meanOf(measured);
      const sd = spreadOf(measured, mean);
      return { values, mean, sd, measured: measured.length, isBest: mean === best };
    })
    .toSorted((a, b) => (goal === 'up' ? b.mean - a.mean : a.mean - b.mean));
}

/** The combinations of a matrix whose cells are repeats with other seeds; none: each cell stands for itself. */
export function overSeeds(ranked: RankedCells): readonly Combination[] {
  const combinations = hasSeeds(ranked) ? pivotCells(ranked) : [];
  return Object.keys(combinations[0]?.values ?? {}).length === 0 ? [] : combinations;
}

/** Whether a matrix has seeds. */
export function hasSeeds({ cells }: RankedCells): boolean {
  return cells.some(({ cell }) => cell !== null && SEED in cell);
}

/** The matrix values of a cell but its seed's, as texts. */
export function withoutSeed({ cell }: Pick<StepView, 'cell'>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(cell ?? {}).flatMap(([name, value]) =>
      name === SEED ? [] : [[name, typeof value === 'string' ? value : JSON.stringify(value)]],
    ),
  );
}

function spreadOf(values: readonly number[], mean: number): number | null {
  if (values.length < FEWEST_FOR_SPREAD) return null;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return Math.sqrt(squares / (values.length - 1));
}
