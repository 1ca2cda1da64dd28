import { BadExamples } from './bad-examples.ts';

/** Takes the rows of a table one after the other, whatever they were written as. All of it throws `BadExamples`. */
export interface TableRows {
  /** The columns whose cells `take` is given, in this order; what the columns are may decide it. */
  readonly names: readonly string[];
  readonly count: number;
  /** So many rows are taken. */
  readonly most: number;
  quoted(text: string): string;
  /** Says which columns there are. */
  requireColumns(there: readonly string[]): void;
  /** Cells of the next row. */
  take(cells: readonly unknown[]): void;
}

export function tooManyRows(most: number): BadExamples {
  return new BadExamples(`it has more than ${most.toLocaleString('en')} rows`);
}

/** What a cell says, as text; empty: nothing. Null: it is no single thing. */
export function textOf(cell: unknown): string | null {
  switch (typeof cell) {
    case 'string':
      return cell;
    case 'number':
    case 'bigint':
    case 'boolean':
      return String(cell);
    case 'undefined':
      return '';
    default:
      return cell === null ? '' : timeText(cell);
  }
}

function timeText(cell: unknown): string | null {
  return cell instanceof Date && Number.isFinite(cell.getTime()) ? cell.toISOString() : null;
}
