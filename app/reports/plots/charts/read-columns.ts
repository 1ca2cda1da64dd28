import { messageOf } from '../../../../text/message-of.ts';
import { withoutMark } from '../../../../text/without-mark.ts';
import { readRows, readSeparated, type Table } from '../read-table.ts';
import { PlotProblem } from './chart.ts';

const MOST_NAMED = 20;

/** The cells of those columns, a list for each. Throws a `PlotProblem` that says which is missing. */
export function readColumns(
  path: string,
  text: string,
  wanted: readonly string[],
): readonly (readonly unknown[])[] {
  const { columns, cells } = readTable(path, text, wanted);
  return cells.map((list, index) => {
    if (list !== null) return list;
    const known = columns.slice(0, MOST_NAMED).join(', ') || 'none';
    throw new PlotProblem(`${path} has no column \`${wanted[index]}\`; it has: ${known}.`);
  });
}

/** A cell as a number; an empty one is no 0. */
export function numberOf(value: unknown): number | null {
  if (typeof value !== 'number' && (typeof value !== 'string' || value.trim() === '')) return null;
  const number = Number(value);
  return Number.isFinite(number) ? number : null;
}

/** A cell as a word; null: it is empty. */
export function wordOf(value: unknown): string | null {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : null;
}

export function readTable(path: string, written: string, wanted: readonly string[]): Table {
  const text = withoutMark(written);
  const extension = /\.([a-z]+)$/i.exec(path)?.[1]?.toLowerCase();
  if (extension === 'csv') return readSeparated(text, ',', wanted);
  if (extension === 'tsv') return readSeparated(text, '\t', wanted);
  if (extension === 'json') return readRows(listOf(path, text), wanted);
  if (extension === 'jsonl') return readRows(listOf(path, asList(text)), wanted);
  throw new PlotProblem(`${path}: plots are drawn from .csv, .tsv, .json or .jsonl.`);
}

function asList(jsonLines: string): string {
  const lines = jsonLines.split('\n').filter((line) => line.trim() !== '');
  return `[${lines.join(',')}]`;
}

function listOf(path: string, json: string): readonly unknown[] {
  const value = parsed(path, json);
  if (!Array.isArray(value)) throw new PlotProblem(`${path}: a list of rows is expected.`);
  return value;
}

function parsed(path: string, json: string): unknown {
  try {
    return JSON.parse(json);
  } catch (error) {
    throw new PlotProblem(`${path} is not JSON: ${messageOf(error)}`);
  }
}
