import { EXECUTOR_LIMITS } from '../../schemas/executor-limits.ts';
import { BadExamples } from './bad-examples.ts';
import type { TableFile } from './examples-source.ts';
import { handOnRows } from './hand-on-rows.ts';
import { textOf, tooManyRows, type TableRows } from './table-rows.ts';

const { rows: MOST_ROWS } = EXECUTOR_LIMITS.examples;

/** Null: nothing stands there, or no single thing. */
type Cells = readonly (string | null)[];

/** Reads these columns of a table as text and keeps none of it: each row is handed on as it comes. Throws `BadExamples`, which quotes nothing. */
export async function readCells(
  file: TableFile,
  names: readonly string[],
  take: (cells: Cells) => void,
): Promise<void> {
  const rows = new CellRows(names, take);
  await handOnRows(file, rows);
  if (rows.count === 0) throw new BadExamples('it has no rows');
}

class CellRows implements TableRows {
  readonly names: readonly string[];
  readonly #take: (cells: Cells) => void;
  readonly most = MOST_ROWS;
  count = 0;

  constructor(names: readonly string[], take: (cells: Cells) => void) {
    this.names = names;
    this.#take = take;
  }

  quoted(): string {
    return '…';
  }

  requireColumns(there: readonly string[]): void {
    for (const name of this.names) {
      if (!there.includes(name)) throw new BadExamples(`it has no column ${name}`);
    }
  }

  take(cells: readonly unknown[]): void {
    this.count += 1;
    if (this.count > MOST_ROWS) throw tooManyRows(MOST_ROWS);
    this.#take(cells.map((cell) => textOf(cell) || null));
  }
}
