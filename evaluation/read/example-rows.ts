import { EXECUTOR_LIMITS } from '../../schemas/executor-limits.ts';
import type { Examples } from '../examples.ts';
import { namesOf, type ColumnKind, type WantedColumns } from '../examples-file.ts';
import { BadExamples } from './bad-examples.ts';
import { cellNumber } from './cell-number.ts';
import { nameIn, shownCell } from './cell-text.ts';
import { NumberList } from './number-list.ts';
import { requireColumns } from './require-columns.ts';
import { textOf, tooManyRows, type TableRows } from './table-rows.ts';

type Quote = (text: string) => string;

const { rows: MOST_ROWS } = EXECUTOR_LIMITS.examples;

/** A column that says which slice a row is in. */
type GroupColumn = {
  readonly name: string;
  /** One text for all rows that say it: a table may have millions of them. */
  readonly wanted: ReadonlyMap<string, string>;
  readonly values: (string | null)[];
};

type Taking = {
  readonly quote: Quote;
  readonly keep: boolean;
  readonly groups?: Readonly<Record<string, readonly string[]>>;
};

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
export class ExampleRows implements TableRows {
  readonly most = MOST_ROWS;
  #names: readonly string[] = [];
  readonly #wanted: WantedColumns;
  readonly #quote: Quote;
  readonly #columns: readonly Column[];
  readonly #kept: { readonly ids: string[]; readonly clusters: string[] } | null;
  /** Those that are there. */
  #groups: readonly GroupColumn[];
  readonly #seen = new Set<string>();
  #count = 0;

  constructor(wanted: WantedColumns, { quote, keep, groups = {} }: Taking) {
    const { columns } = wanted;
    this.#wanted = wanted;
    this.#groups = Object.entries(groups).map(([name, values]) => ({
      name,
      wanted: new Map(values.map((value) => [value, value])),
      values: [],
    }));
    this.#quote = quote;
    this.#columns = Object.entries(columns).map(([name, kind]) => ({
      name,
      kind,
      numbers: keep ? new NumberList() : null,
      isEmpty: true,
    }));
    this.#kept = keep ? { ids: [], clusters: [] } : null;
    this.#nameColumns();
  }

  get names(): readonly string[] {
    return this.#names;
  }

  #nameColumns(): void {
    const { id, cluster, columns } = this.#wanted;
    const groups = this.#groups.map(({ name }) => name);
    const others = cluster === null ? [] : [cluster];
    this.#names = [id, ...others, ...Object.keys(columns), ...groups];
  }

  get count(): number {
    return this.#count;
  }

  quoted(text: string): string {
    return JSON.stringify(this.#quote(text));
  }

  requireColumns(there: readonly string[]): void {
    requireColumns(namesOf(this.#wanted), there, (text) => this.quoted(text));
    const counted = Map.groupBy(there, (name) => name);
    // Whoever measures slices need not say of each example which one it is in.
    this.#groups = this.#groups.filter(({ name }) => counted.get(name)?.length === 1);
    this.#nameColumns();
  }

  take(cells: readonly unknown[]): void {
    this.#count += 1;
    if (this.#count > MOST_ROWS) throw tooManyRows(MOST_ROWS);
    const { id: idColumn, cluster } = this.#wanted;
    const id = this.#text(idColumn, cells[0]);
    if (cluster === null) this.#requireNew(idColumn, id);
    this.#kept?.ids.push(id);
    if (cluster !== null) {
      const group = this.#text(cluster, cells[1]);
      this.#kept?.clusters.push(group);
    }
    this.#takeNumbers(cells);
    this.#takeGroups(cells);
  }

  #takeGroups(cells: readonly unknown[]): void {
    const first = this.#names.length - this.#groups.length;
    for (const [at, { wanted, values }] of this.#groups.entries()) {
      const text = textOf(cells[first + at])?.normalize();
      values.push(text === undefined ? null : (wanted.get(text) ?? null));
    }
  }

  #takeNumbers(cells: readonly unknown[]): void {
    let place = this.#names.length - this.#groups.length - this.#columns.length;
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
      ...(this.#groups.length > 0 && {
        groups: Object.fromEntries(this.#groups.map(({ name, values }) => [name, values])),
      }),
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
    const name = nameIn(cell);
    if (!name.ok) throw this.#wrong(column, cell, name.why);
    return name.text;
  }

  #wrong(column: string, cell: unknown, why: string): BadExamples {
    const shown = shownCell(cell, (text) => this.quoted(text));
    return new BadExamples(`row ${this.#count}: column ${column} is ${shown}, which ${why}`);
  }
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
