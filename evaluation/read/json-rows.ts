import { createReadStream } from 'node:fs';
import { messageOf } from '../../text/message-of.ts';
import { withoutMark } from '../../text/without-mark.ts';
import { BadExamples } from './bad-examples.ts';
import type { TableFile } from './examples-source.ts';
import type { TableRows } from './table-rows.ts';

const LONGEST_LINE = 1024 * 1024;

/** Reads lines that are each a map in JSON: https://jsonlines.org */
export async function readJsonRows(file: TableFile, rows: TableRows): Promise<void> {
  const found = new Set<string>();
  for await (const { text, number } of linesOf(file)) {
    if (text.trim() === '') continue;
    const row = parseRow(text, number, rows);
    if (found.size === 0) requireNames(row, rows);
    for (const name of Object.keys(row)) found.add(name);
    rows.take(rows.names.map((name) => (Object.hasOwn(row, name) ? row[name] : undefined)));
  }
  if (rows.count > 0) rows.requireColumns([...found]);
}

type Row = Readonly<Record<string, unknown>>;

/** A number may be missing in a row; what names it may not. */
function requireNames(row: Row, rows: TableRows): void {
  const [id = ''] = rows.names;
  if (!Object.hasOwn(row, id)) rows.requireColumns(Object.keys(row));
}

function parseRow(text: string, number: number, rows: TableRows): Row {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw noJson(text, number, rows.quoted(messageOf(error)));
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
  throw new BadExamples(`line ${number} is not a map, as {"id": "a", "score": 0.9}`);
}

function noJson(text: string, number: number, reason: string): BadExamples {
  // Python writes both unless it is told not to, and no other language reads them.
  if (/\b(?:NaN|Infinity)\b/.test(text)) {
    return new BadExamples(`line ${number} is not JSON: write null in place of NaN and Infinity`);
  }
  return new BadExamples(`line ${number} is not JSON: ${reason}`);
}

async function* linesOf({ path, signal }: TableFile) {
  let number = 0;
  let begun = '';
  const stream = createReadStream(path, {
    encoding: 'utf8',
    ...(signal !== undefined && { signal }),
  });
  for await (const chunk of stream) {
    const lines = (begun + String(chunk)).split('\n');
    begun = lines.pop() ?? '';
    if (begun.length > LONGEST_LINE) {
      throw new BadExamples(`line ${number + lines.length + 1} is longer than 1 MiB`);
    }
    for (const text of lines) {
      number += 1;
      yield { text: number === 1 ? withoutMark(text) : text, number };
    }
  }
  yield { text: number === 0 ? withoutMark(begun) : begun, number: number + 1 };
}
