import { readSeparatedRows } from './csv-rows.ts';
import type { TableFile } from './examples-source.ts';
import { readJsonRows } from './json-rows.ts';
import { readParquetRows } from './parquet-rows.ts';
import type { TableRows } from './table-rows.ts';

/** Reads a table as it is written. Throws `BadExamples`. */
export async function readRows(file: TableFile, rows: TableRows): Promise<void> {
  switch (file.format) {
    case 'csv':
    case 'tsv':
      return readSeparatedRows(file, rows);
    case 'json-lines':
      return readJsonRows(file, rows);
    case 'parquet':
      return readParquetRows(file, rows);
  }
}
