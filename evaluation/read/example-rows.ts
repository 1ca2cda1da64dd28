import { EXECUTOR_LIMITS } from '../../schemas/executor-limits.ts';
import { closestName } from '../../text/closest-name.ts';
import type { Examples } from '../examples.ts';
import { namesOf, type ColumnKind, type WantedColumns } from '../examples-file.ts';
import { BadExamples } from './bad-examples.ts';
import { cellNumber } from './cell-number.ts';
import { NumberList } from './number-list.ts';

type Quote = (text: string) => string;

const { rows: MOST_ROWS, id: LONGEST_ID } = EXECUTOR_LIMITS.examples;
const MOST_NAMES = 20;

type Column = {
  readonly name: string;
  readonly kind: ColumnKind;
  /** Null: only looked at. */
  readonly numbers: NumberList | null;
  isEmpty: boolean;
};

/**
 * Takes rows one after the other, whatever they were written as: tells what is wrong with one at once, and keeps the
 * numbers only if they are wanted. All of it throws `BadExamples`.
 */
export class ExampleRows {
  /** The columns whose cells `take` is given, in this order. */
  readonly names: readonly string[];
  readonly #wanted: WantedColumns;
  readonly #quote: Quote;
  readonly #columns: readonly Column[];
  readonly #kept: { readonly ids: string[]; readonly clusters: string[] } | null;
  readonly #seen = new Set<string>();
  #count = 0;

  constructor(wanted: WantedColumns, { quote, keep }: { quote: Quote; keep: boolean }) {
    const { id, cluster, columns } = wanted;
    const names = Object.keys(columns);
    this.names = [id, ...(cluster === null ? [] : [cluster]), ...names];
    this.#wanted = wanted;
    this.#quote = quote;
    this.#columns = Object.entries(columns).map(([name, kind]) => ({
      name,
      kind,
      numbers: keep ? new NumberList() : null,
      isEmpty: true,
    }));
    this.#kept = keep ? { ids: [], clusters: [] } : null;
  }

  get count(): number {
    return this.#count;
  }

  quoted(text: string): string {
    return JSON.stringify(this.#quote(text));
  }

  /** Says which columns there are: each that is wanted stands there, and once. */
  requireColumns(there: readonly string[]): void {
    const counted = Map.groupBy(there, (name) => name);
    for (const name of namesOf(this.#wanted)) {
      const times = counted.get(name)?.length ?? 0;
      if (times > 1) throw new BadExamples(`column ${name} stands in it ${times} times`);
      if (times === 0) throw new BadExamples(this.#missing(name, there));
    }
  }

  #missing(name: string, there: readonly string[]): string {
    const near = closestName(name, there);
    if (near !== null) return `it has no column ${name}: did you mean ${this.quoted(near)}?`;
    const shown = there.slice(0, MOST_NAMES).map((other) => this.quoted(other));
    const more = there.length > MOST_NAMES ? [`${there.length - MOST_NAMES} more`] : [];
    return `it has no column ${name}; it has ${[...shown, ...more].join(', ') || 'none'}`;
  }

  /** Cells of the next row, in the order of `names`. */
  take(cells: readonly unknown[]): void {
    this.#count += 1;
    if (this.#count > MOST_ROWS) throw tooManyRows();
    const { id: idColumn, cluster } = this.#wanted;
    const id = this.#text(idColumn, cells[0]);
    if (cluster === null) this.#requireNew(idColumn, id);
    this.#kept?.ids.push(id);
    if (cluster !== null) {
      const group = this.#text(cluster, cells[1]);
      this.#kept?.clusters.push(group);
    }
    this.#takeNumbers(cells);
  }

  #takeNumbers(cells: readonly unknown[]): void {
    let place = this.names.length - this.#columns.length;
    for (const column of this.#columns) {
      const cell = cells[place];
      place += 1;
      const number = cellNumber(cell);
      const why = whyNot(column.kind, number);
      if (why !== null) throw this.#wrong(column.name, cell, why);
      if (column.isEmpty && !Number.isNaN(number)) column.isEmpty = false;
      column.numbers?.push(number);
    }
  }

  /** What was taken; nothing but its count unless it was to be kept. */
  end(): Examples & { readonly count: number } {
    if (this.#count === 0) throw new BadExamples('it has no rows');
    const empty = this.#columns.find(({ isEmpty }) => isEmpty);
    if (empty !== undefined) throw new BadExamples(`column ${empty.name} has no number in any row`);
    const { ids = [], clusters = [] } = this.#kept ?? {};
    const kept = this.#columns.flatMap(({ name, numbers }) =>
      numbers === null ? [] : [[name, numbers.end()] as const],
    );
    return {
      count: this.#count,
      ids,
      clusters: this.#wanted.cluster === null ? null : clusters,
      columns: Object.fromEntries(kept),
    };
  }

  #requireNew(column: string, id: string): void {
    const before = this.#seen.size;
    if (this.#seen.add(id).size > before) return;
    throw new BadExamples(
      `row ${this.#count}: ${column} ${this.quoted(id)} stands there twice: if its rows belong together, name the column that says so as \`cluster\``,
    );
  }

  #text(column: string, cell: unknown): string {
    const text = typeof cell === 'string' ? cell : textOf(cell);
    if (text === null) throw this.#wrong(column, cell, 'is neither text nor a number');
    if (text === '') throw this.#wrong(column, cell, 'names nothing');
    // Another whole number would be written the same.
    if (Number.isInteger(cell) && !Number.isSafeInteger(cell)) {
      throw this.#wrong(column, cell, 'has more digits than a number keeps: write it as text');
    }
    if (text.length > LONGEST_ID) {
      throw this.#wrong(column, cell, `has more than ${LONGEST_ID} characters`);
    }
    if (text.includes('\uFFFD')) throw this.#wrong(column, cell, 'is no UTF-8');
    return text;
  }

  #wrong(column: string, cell: unknown, why: string): BadExamples {
    return new BadExamples(
      `row ${this.#count}: column ${column} is ${this.#shown(cell)}, which ${why}`,
    );
  }

  #shown(cell: unknown): string {
    const text = textOf(cell);
    if (text === null) return Array.isArray(cell) ? 'a list' : 'a map';
    return text === '' ? 'empty' : this.quoted(text);
  }
}

export function tooManyRows(): BadExamples {
  return new BadExamples(`it has more than ${MOST_ROWS.toLocaleString('en')} rows`);
}

/** Follows "which"; null: the number may stand there. */
function whyNot(kind: ColumnKind, number: number): string | null {
  if (kind === 'two-classes') {
    return number === 0 || number === 1 ? null : 'is neither 0, 1, true nor false';
  }
  if (Math.abs(number) === Infinity) return 'is not a number';
  return kind === 'probability' && (number < 0 || number > 1)
    ? 'is no probability: those are from 0 to 1'
    : null;
}

/** What a cell says, as text; empty: nothing. Null: it is no single thing. */
function textOf(cell: unknown): string | null {
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
