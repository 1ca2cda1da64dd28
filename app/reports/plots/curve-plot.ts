import { withoutMark } from '../../../text/without-mark.ts';
import { parse, read, View } from 'vega';
import { compile, type TopLevelSpec } from 'vega-lite';

/** A `plots` entry that draws columns of a table. */
export type Curve = { readonly path: string; readonly x: string; readonly y: readonly string[] };

type Point = { readonly x: number; readonly value: number; readonly series: string };

/** The curves of a table as SVG text. Throws a `CurveProblem` that says what the table lacks. */
export async function curvePlot(curve: Curve, text: string): Promise<string> {
  const spec = curveSpec(curve, pointsOf(curve, readTable(curve.path, text)));
  const view = new View(parse(compile(spec).spec), { renderer: 'none' });
  const svg = await view.toSVG();
  view.finalize();
  return svg;
}

/** The table cannot be drawn as the pipeline file says. */
export class CurveProblem extends Error {
  override readonly name = 'CurveProblem';
}

// Points have names of our own: a column called `a.b` or `datum` would mean something to Vega.
function curveSpec(curve: Curve, points: readonly Point[]): TopLevelSpec {
  return {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    width: 480,
    height: 260,
    background: '#ffffff',
    data: { values: points.map((point) => Object.assign({}, point)) },
    mark: { type: 'line', point: points.length < 40 * curve.y.length, strokeWidth: 2 },
    encoding: {
      x: { field: 'x', type: 'quantitative', title: curve.x, scale: { zero: false, nice: false } },
      y: {
        field: 'value',
        type: 'quantitative',
        title: curve.y.length === 1 ? (curve.y[0] ?? null) : null,
        scale: { zero: false },
      },
      color: {
        field: 'series',
        type: 'nominal',
        scale: { domain: [...curve.y] },
        ...(curve.y.length === 1 ? { legend: null } : { title: null }),
      },
    },
    config: { font: 'system-ui, sans-serif', view: { stroke: null }, axis: { gridOpacity: 0.4 } },
  };
}

function readTable(path: string, written: string): readonly Readonly<Record<string, unknown>>[] {
  const text = withoutMark(written);
  const extension = /\.([a-z]+)$/i.exec(path)?.[1]?.toLowerCase();
  if (extension === 'jsonl') return jsonLines(text);
  if (extension !== 'csv' && extension !== 'tsv' && extension !== 'json') {
    throw new CurveProblem(`${path}: curves are drawn from .csv, .tsv, .json or .jsonl.`);
  }
  return rowsOf(read(text, { type: extension }));
}

function jsonLines(text: string): readonly Readonly<Record<string, unknown>>[] {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  return rowsOf(read(`[${lines.join(',')}]`, { type: 'json' }));
}

function rowsOf(data: unknown): readonly Readonly<Record<string, unknown>>[] {
  if (!Array.isArray(data)) throw new CurveProblem('A list of rows is expected.');
  return data.filter(isRow);
}

function isRow(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function pointsOf(
  curve: Curve,
  rows: readonly Readonly<Record<string, unknown>>[],
): readonly Point[] {
  for (const column of [curve.x, ...curve.y]) {
    if (rows.some((row) => Object.hasOwn(row, column))) continue;
    const known = Object.keys(rows[0] ?? {}).join(', ') || 'none';
    throw new CurveProblem(`${curve.path} has no column \`${column}\`; it has: ${known}.`);
  }
  return rows.flatMap((row) =>
    curve.y.flatMap((series) => {
      const [x, value] = [numberOf(row[curve.x]), numberOf(row[series])];
      return x === null || value === null ? [] : [{ x, value, series }];
    }),
  );
}

// An empty cell is no 0.
function numberOf(value: unknown): number | null {
  if (typeof value !== 'number' && (typeof value !== 'string' || value.trim() === '')) return null;
  const number = Number(value);
  return Number.isFinite(number) ? number : null;
}
