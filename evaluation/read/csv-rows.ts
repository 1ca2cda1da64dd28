import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { messageOf } from '../../text/message-of.ts';
import { BadExamples } from './bad-examples.ts';
import type { TableFile } from './examples-source.ts';
import type { TableRows } from './table-rows.ts';

/** More than any line of named columns needs; what is never closed is not read to its end. */
const LONGEST_LINE = 1024 * 1024;

/** Reads lines of cells, of which the first says what the columns are: https://www.rfc-editor.org/rfc/rfc4180 */
export async function readSeparatedRows(
  { path, format, signal }: TableFile,
  rows: TableRows,
): Promise<void> {
  const { parse, CsvError } = await import('csv-parse');
  const take = lineTaker(rows);
  const parser = parse({
    bom: true,
    delimiter: format === 'tsv' ? '\t' : ',',
    max_record_size: LONGEST_LINE,
    relax_column_count: true,
    skip_empty_lines: true,
    // Nothing is handed on: each line has been taken then.
    on_record: (line: string[]) => {
      // The rest of a part is parsed all the same.
      if (parser.destroyed) return null;
      try {
        take(line);
      } catch (error) {
        parser.destroy(error instanceof Error ? error : new Error(messageOf(error)));
      }
      return null;
    },
  });
  parser.resume();
  try {
    await pipeline(createReadStream(path), parser, { ...(signal !== undefined && { signal }) });
  } catch (error) {
    throw error instanceof CsvError ? explained(error) : error;
  }
}

function lineTaker(rows: TableRows): (line: readonly string[]) => void {
  let places: readonly number[] | null = null;
  let width = 0;
  return (line) => {
    if (places === null) {
      rows.requireColumns(line);
      width = line.length;
      places = rows.names.map((name) => line.indexOf(name));
    } else if (line.length === width) {
      rows.take(places.map((place) => line[place]));
    } else {
      throw ragged(rows.count + 1, line.length, width);
    }
  };
}

function ragged(row: number, cells: number, columns: number): BadExamples {
  return new BadExamples(`row ${row} has ${cells} cells, and there are ${columns} columns`);
}

/** Of the library's own words some quote the file. */
function explained({
  code,
  lines,
}: {
  readonly code: string;
  readonly lines?: unknown;
}): BadExamples {
  const where = typeof lines === 'number' ? `line ${lines}` : 'a line';
  if (code === 'CSV_MAX_RECORD_SIZE') return new BadExamples(`${where} is longer than 1 MiB`);
  return new BadExamples(
    `${where} has a quote where none may stand, or one that is never closed: write it with a library`,
  );
}
