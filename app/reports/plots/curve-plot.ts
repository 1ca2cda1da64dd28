import { messageOf } from '../../../text/message-of.ts';
import { withoutMark } from '../../../text/without-mark.ts';
import { parse, View } from 'vega';
import { compile, type TopLevelSpec } from 'vega-lite';
import { readRows, readSeparated, type Table } from './read-table.ts';
import { thinPoints } from './thin-points.ts';

/** A `plots` entry that draws columns of a table. */
export type Curve = { readonly path: string; readonly x: string; readonly y: readonly string[] };

type Point = { readonly x: number; readonly value: number; readonly series: string };

/** The curves of a table as SVG text. Throws a `CurveProblem` that says what the table lacks. */
export async function curvePlot(curve: Curve, text: string): Promise<string> {
  const spec = curveSpec(curve, pointsOf(curve, readTable(curve, text)));
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

/** Drawing takes some microseconds for each, while everybody else waits; the picture has 480 columns. */
const MOST_POINTS = 4000;
const MOST_NAMED = 20;

function readTable({ path, x, y }: Curve, written: string): Table {
  const text = withoutMark(written);
  const wanted = [x, ...y];
  const extension = /\.([a-z]+)$/i.exec(path)?.[1]?.toLowerCase();
  if (extension === 'csv') return readSeparated(text, ',', wanted);
  if (extension === 'tsv') return readSeparated(text, '\t', wanted);
  if (extension === 'json') return readRows(listOf(path, text), wanted);
  if (extension === 'jsonl') return readRows(listOf(path, asList(text)), wanted);
  throw new CurveProblem(`${path}: curves are drawn from .csv, .tsv, .json or .jsonl.`);
}

function asList(jsonLines: string): string {
  const lines = jsonLines.split('\n').filter((line) => line.trim() !== '');
  return `[${lines.join(',')}]`;
}

function listOf(path: string, json: string): readonly unknown[] {
  const value = parsed(path, json);
  if (!Array.isArray(value)) throw new CurveProblem('A list of rows is expected.');
  return value;
}

function parsed(path: string, json: string): unknown {
  try {
    return JSON.parse(json);
  } catch (error) {
    throw new CurveProblem(`${path} is no JSON: ${messageOf(error)}`);
  }
}

function pointsOf(curve: Curve, { columns, cells }: Table): readonly Point[] {
  const [xs = [], ...lists] = cells.map((list, index) => {
    if (list !== null) return list;
    const known = columns.slice(0, MOST_NAMED).join(', ') || 'none';
    const column = [curve.x, ...curve.y][index];
    throw new CurveProblem(`${curve.path} has no column \`${column}\`; it has: ${known}.`);
  });
  const most = Math.ceil(MOST_POINTS / curve.y.length);
  return curve.y.flatMap((series, index) => {
    const points = xs.flatMap((cell, row) => {
      const [x, value] = [numberOf(cell), numberOf(lists[index]?.[row])];
      return x === null || value === null ? [] : [{ x, value, series }];
    });
    return thinPoints(points, most);
  });
}

// An empty cell is no 0.
function numberOf(value: unknown): number | null {
  if (typeof value !== 'number' && (typeof value !== 'string' || value.trim() === '')) return null;
  const number = Number(value);
  return Number.isFinite(number) ? number : null;
}
