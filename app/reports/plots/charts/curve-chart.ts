import type { TablePlot } from '../../../domain/plan.ts';
import { numberText } from '../../words/number-text.ts';
import { thinPoints } from '../thin-points.ts';
import { PlotProblem, type Chart, type Side } from './chart.ts';
import { CONFIG, DASHES, SERIES, SIZE, type Size } from './look.ts';
import { numberOf, readColumns } from './read-columns.ts';

export type CurvePlot = Extract<TablePlot, { readonly type: 'curve' | 'bar' }>;

/** A number along a line. */
export type CurvePoint = { readonly x: number; readonly value: number };

/** A line of a picture, in the order of its points. */
export type CurveLine = {
  readonly series: string;
  readonly side: string;
  readonly points: readonly CurvePoint[];
};

/** Columns over another one, each a line; those of other sides are dashed. */
export function curveChart(plot: CurvePlot, sides: readonly Side[]): Chart {
  const lines = sides.flatMap(({ name, text }) => linesOf(plot, name, text));
  if (lines.every(({ points }) => points.length === 0)) {
    const columns = plot.y.map((name) => `\`${name}\``).join(', ');
    throw new PlotProblem(`${plot.path} has no row with numbers in \`${plot.x}\` and ${columns}.`);
  }
  return drawCurves(lines, plot.x);
}

/** Lines over `x`; null: what that is needs no saying. */
export function drawCurves(
  lines: readonly CurveLine[],
  x: string | null,
  size: Size = SIZE,
): Chart {
  if (lines.length === 0) throw new PlotProblem('Nothing was reported.');
  const most = Math.ceil(MOST_POINTS / Math.max(1, lines.length));
  const thinned = lines.map(({ series, side, points }) => ({
    series,
    side,
    points: thinPoints(points, most),
  }));
  const series = [...new Set(lines.map((line) => line.series))];
  const sides = [...new Set(lines.map(({ side }) => side))];
  const drawn = count(thinned);
  const notes =
    drawn === count(lines)
      ? []
      : [
          `${numberText(count(lines))} points, drawn by ${numberText(drawn)}: of each stretch the lowest and the highest.`,
        ];
  const spec = { ...specOf(thinned, { x, series, sides }), ...size };
  return { spec, alt: altOf(lines, x), notes };
}

/** The picture has 320 columns. */
const MOST_POINTS = 4000;
/** Below it each point has a dot. */
const FEW = 40;

type Names = {
  readonly x: string | null;
  readonly series: readonly string[];
  readonly sides: readonly string[];
};

// Points have names of our own: a column called `a.b` or `datum` would mean something to Vega.
function specOf(lines: readonly CurveLine[], { x, series, sides }: Names): Chart['spec'] {
  const values = lines.flatMap(({ series, side, points }) =>
    points.map(({ x, value }) => ({ x, value, series, side })),
  );
  // With one column the colour tells whose it is; with more the dash alone does.
  const colours =
    series.length > 1 ? { field: 'series', of: series } : { field: 'side', of: sides };
  return {
    data: { values },
    mark: { type: 'line', point: values.length < FEW * lines.length },
    encoding: {
      x: { field: 'x', type: 'quantitative', title: x, scale: { zero: false, nice: false } },
      y: {
        field: 'value',
        type: 'quantitative',
        title: series.length === 1 && x !== null ? (series[0] ?? null) : null,
        scale: { zero: false },
      },
      color: {
        field: colours.field,
        type: 'nominal',
        scale: { domain: [...colours.of], range: [...SERIES] },
        ...(colours.of.length === 1 && { legend: null }),
      },
      strokeDash: {
        field: 'side',
        type: 'nominal',
        scale: { domain: [...sides], range: DASHES.map((dash) => Array.from(dash)) },
        ...(sides.length === 1 && { legend: null }),
        // Two legends beside each other would make the picture wider than its axes.
        ...(sides.length > 1 && series.length > 1 && { legend: { orient: 'bottom' as const } }),
      },
    },
    config: CONFIG,
  };
}

function linesOf(plot: CurvePlot, side: string, text: string): readonly CurveLine[] {
  const [xs = [], ...lists] = readColumns(plot.path, text, [plot.x, ...plot.y]);
  return plot.y.map((series, index) => ({
    series,
    side,
    points: xs.flatMap((cell, row) => {
      const [x, value] = [numberOf(cell), numberOf(lists[index]?.[row])];
      return x === null || value === null ? [] : [{ x, value }];
    }),
  }));
}

function count(lines: readonly CurveLine[]): number {
  return lines.reduce((sum, { points }) => sum + points.length, 0);
}

function altOf(lines: readonly CurveLine[], x: string | null): string {
  const several = new Set(lines.map(({ side }) => side)).size > 1;
  const told = lines.slice(0, MOST_TOLD).map(({ series, side, points }) => {
    const [first, last] = [points[0], points.at(-1)];
    const name = several ? `${series} (${side})` : series;
    if (first === undefined || last === undefined) return `${name} without numbers`;
    if (points.length === 1) return `${name} ${numberText(first.value)}`;
    return `${name} from ${numberText(first.value)} to ${numberText(last.value)}`;
  });
  const more = lines.length - told.length;
  return `Curves${x === null ? '' : ` by ${x}`}: ${told.join(', ')}${more > 0 ? `, and ${more} more` : ''}.`;
}

const MOST_TOLD = 8;
