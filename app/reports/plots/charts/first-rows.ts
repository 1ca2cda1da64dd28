import { shortened } from '../../../../text/shortened.ts';
import { readTable } from './read-columns.ts';

/** A table that is shown in the place of a picture. */
export type FirstRows = {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
};

const ROWS = 20;
const COLUMNS = 12;
const CELL = 80;

/** How a table begins. */
export function firstRows(path: string, text: string): FirstRows {
  const { columns: known } = readTable(path, text, ['']);
  const columns = known.slice(0, COLUMNS);
  const { cells } = readTable(path, text, columns);
  const rows = Array.from({ length: Math.min(ROWS, cells[0]?.length ?? 0) }, (_, row) =>
    cells.map((list) => shortened(cellText(list?.[row]), CELL)),
  );
  return { columns: columns.map((name) => shortened(name, CELL)), rows };
}

function cellText(value: unknown): string {
  if (value === null || value === undefined) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
