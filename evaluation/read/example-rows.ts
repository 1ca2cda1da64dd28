import { join } from 'node:path';
import { EXECUTOR_LIMITS } from '../../schemas/executor-limits.ts';
import type { Columns } from '../columns.ts';
import type { Examples, Groups } from '../examples.ts';
import { namesOf, type ColumnKind, type WantedColumns } from '../examples-file.ts';
import { GrowingNames } from '../names/growing-names.ts';
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
  readonly values: readonly string[];
  readonly placeOf: ReadonlyMap<string, number>;
  readonly places: NumberList;
};

type Taking = {
  readonly quote: Quote;
  readonly keep: boolean;
  readonly groups?: Readonly<Record<string, readonly string[]>>;
  /** A folder for columns of many rows; left out: all is held in memory. */
  readonly columnsAt?: string;
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
  readonly #ids = new GrowingNames();
  readonly #clusters = new GrowingNames();
  readonly #keep: boolean;
  /** Those that are there. */
  #groups: readonly GroupColumn[];
  #count = 0;

  constructor(wanted: WantedColumns, { quote, keep, groups = {}, columnsAt }: Taking) {
    const { columns } = wanted;
    this.#wanted = wanted;
    this.#groups = Object.entries(groups).map(([name, values]) => ({
      name,
      values,
      placeOf: new Map(values.map((value, place) => [value, place])),
      places: new NumberList(),
    }));
    this.#quote = quote;
    this.#columns = Object.entries(columns).map(([name, kind], at) => ({
      name,
      kind,
      numbers: keep
        ? new NumberList(columnsAt === undefined ? null : join(columnsAt, `${at}`))
        : null,
      isEmpty: true,
    }));
    this.#keep = keep;
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
    // Where ids may stand there again, nobody who keeps none of them looks at them.
    const isNew = cluster !== null && !this.#keep ? true : this.#ids.push(id);
    if (cluster === null) {
      if (!isNew) throw this.#twice(idColumn, id);
    } else {
      const group = this.#text(cluster, cells[1]);
      if (this.#keep) this.#clusters.push(group);
    }
    this.#takeNumbers(cells);
    this.#takeGroups(cells);
  }

  #takeGroups(cells: readonly unknown[]): void {
    const first = this.#names.length - this.#groups.length;
    for (const [at, { placeOf, places }] of this.#groups.entries()) {
      const text = textOf(cells[first + at])?.normalize();
      places.push(text === undefined ? NONE : (placeOf.get(text) ?? NONE));
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
    return {
      count: this.#count,
      ids: this.#ids.end(),
      clusters: this.#wanted.cluster === null ? null : this.#clusters.end(),
      columns: this.#keptColumns(),
      ...(this.#groups.length > 0 && {
        groups: Object.fromEntries(
          this.#groups.map(({ name, values, places }): [string, Groups] => [
            name,
            { values, places: Int16Array.from(places.end()()) },
          ]),
        ),
      }),
    };
  }

  #keptColumns(): Columns {
    const kept = new Map(
      this.#columns.flatMap(({ name, numbers }) =>
        numbers === null ? [] : [[name, numbers.end()] as const],
      ),
    );
    return { names: [...kept.keys()], get: (name) => kept.get(name)?.() };
  }

  #twice(column: string, id: string): BadExamples {
    return new BadExamples(
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

const NONE = -1;

/** Follows "which"; null: the number may stand there. */
function whyNot(kind: ColumnKind, number: number): string | null {
  if (kind === 'two-classes') {
    return number === 0 || number === 1 ? null : 'is neither 0, 1, true nor false';
  }
  if (Math.abs(number) === Infinity) return 'is not a number';
  return kind === 'probability' && (number < 0 || number > 1)
    ? 'is not a probability: those are from 0 to 1'
    : null;
}
