import type { Chart } from './chart.ts';
import { CONFIG, DASHES, LOOK, SERIES, SIZE } from './look.ts';

type Spot = { readonly x: number; readonly y: number };
type UnitLine = { readonly name: string; readonly points: readonly Spot[] };
type Axes = { readonly x: string; readonly y: string; readonly dots: boolean };

/** Lines in the square from 0 to 1, over its diagonal. */
export function unitChart(lines: readonly UnitLine[], axes: Axes): Chart['spec'] {
  return { ...SIZE, config: CONFIG, layer: [DIAGONAL, linesOf(lines, axes)] };
}

const DIAGONAL = {
  data: { values: [0, 1].map((at) => ({ x: at, y: at })) },
  mark: { type: 'line' as const, color: LOOK.dim, strokeWidth: 1, strokeDash: [2, 3] },
  encoding: {
    x: { field: 'x', type: 'quantitative' as const },
    y: { field: 'y', type: 'quantitative' as const },
  },
};

function linesOf(lines: readonly UnitLine[], { x, y, dots }: Axes) {
  const names = lines.map(({ name }) => name);
  const values = lines.flatMap(({ name, points }) =>
    points.map(({ x, y }, order) => ({ x, y, order, side: name })),
  );
  const unit = { domain: [0, 1], clamp: true };
  const bySide = (range: readonly string[] | number[][]) => ({
    field: 'side',
    type: 'nominal' as const,
    scale: { domain: names, range: [...range] },
    ...(names.length === 1 && { legend: null }),
  });
  return {
    data: { values },
    mark: { type: 'line' as const, point: dots },
    encoding: {
      x: { field: 'x', type: 'quantitative' as const, title: x, scale: unit },
      y: { field: 'y', type: 'quantitative' as const, title: y, scale: unit },
      order: { field: 'order', type: 'quantitative' as const },
      color: bySide(SERIES),
      strokeDash: bySide(DASHES.map((dash) => Array.from(dash))),
    },
  };
}
