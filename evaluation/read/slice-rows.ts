import { Z95 } from '../../math/z95.ts';
import { EXECUTOR_LIMITS } from '../../schemas/executor-limits.ts';
import { closestName } from '../../text/closest-name.ts';
import { sliceKey, sliceName, type Slice, type SliceBy } from '../slices.ts';
import { BadExamples } from './bad-examples.ts';
import { cellNumber } from './cell-number.ts';
import { textOf, tooManyRows, type TableRows } from './table-rows.ts';

const { slices: LIMITS, metricName: LONGEST_NAME } = EXECUTOR_LIMITS;
/** How sure a step is of a number stands beside it. */
const BOUND = /^(.+)\.(?:low|high|stderr)$/;

/**
 * Takes the rows of a table of slices: the columns that name one, `n`, and a column for each metric. An empty cell names
 * nothing, so that one table may have slices by plan beside slices by region.
 */
export class SliceRows implements TableRows {
  readonly most = LIMITS.rows;
  readonly #by: readonly string[];
  readonly #quote: (text: string) => string;
  readonly #slices: Slice[] = [];
  readonly #seen = new Set<string>();
  #metrics: readonly string[] | null = null;

  constructor(by: readonly string[], quote: (text: string) => string) {
    this.#by = by;
    this.#quote = quote;
  }

  get names(): readonly string[] {
    return this.#metrics === null ? [] : [...this.#by, N, ...this.#metrics];
  }

  get count(): number {
    return this.#slices.length;
  }

  quoted(text: string): string {
    return JSON.stringify(this.#quote(text));
  }

  requireColumns(there: readonly string[]): void {
    if (this.#metrics !== null) return this.#requireNoOther(there);
    const own = [...this.#by, N];
    for (const name of own) if (!there.includes(name)) throw this.#missing(name, there);
    const twice = there.find((name, at) => there.indexOf(name) < at);
    if (twice !== undefined) throw bad(`column ${this.quoted(twice)} stands in it twice`);
    const metrics = there.filter((name) => !own.includes(name));
    this.#requireMetrics(metrics);
    this.#metrics = metrics;
  }

  #requireMetrics(metrics: readonly string[]): void {
    // As pandas writes its index, unless it is told not to.
    if (metrics.includes('')) throw bad('a column has no name: every column is a metric');
    const long = metrics.find(({ length }) => length > LONGEST_NAME);
    if (long !== undefined) {
      throw bad(`column ${this.quoted(long)} has a name of more than ${LONGEST_NAME} characters`);
    }
    const measured = metrics.filter((name) => !isBoundIn(name, metrics));
    if (measured.length === 0) throw bad(`it has no metric: a column for each, beside ${N}`);
    if (measured.length > LIMITS.metrics) {
      throw bad(`it has ${measured.length} metrics, and at most ${LIMITS.metrics} are taken`);
    }
  }

  /** Rows of JSON may name other columns than the first one. */
  #requireNoOther(there: readonly string[]): void {
    const other = there.find((name) => !this.names.includes(name));
    if (other === undefined) return;
    throw bad(`a row has ${this.quoted(other)}, which the first one has not`);
  }

  #missing(name: string, there: readonly string[]): BadExamples {
    const near = closestName(name, there);
    const meant = near === null ? '' : `: did you mean ${this.quoted(near)}?`;
    return bad(`it has no column ${name}${meant}`);
  }

  take(cells: readonly unknown[]): void {
    if (this.count === this.most) throw tooManyRows(this.most);
    const by = this.#namedBy(cells);
    const n = this.#sizeOf(cells[this.#by.length]);
    this.#slices.push({ by, n, metrics: this.#measured(cells.slice(this.#by.length + 1)) });
  }

  end(): readonly Slice[] {
    if (this.count === 0) throw bad('it has no rows');
    return this.#slices;
  }

  #namedBy(cells: readonly unknown[]): SliceBy {
    const named = this.#by.flatMap((column, at): [string, string][] => {
      const text = this.#text(column, cells[at]);
      return text === '' ? [] : [[column, text]];
    });
    const by = Object.fromEntries(named);
    if (named.length === 0) throw this.#wrong(`names no slice: ${this.#by.join(', ')} is empty`);
    const key = sliceKey(by);
    if (this.#seen.has(key)) throw this.#wrong(`is ${this.quoted(sliceName(by))} once more`);
    this.#seen.add(key);
    return by;
  }

  #text(column: string, cell: unknown): string {
    // What looks the same is the same: https://unicode.org/reports/tr15/
    const text = textOf(cell)?.normalize() ?? null;
    const tell = (why: string) =>
      this.#wrong(`has ${this.quoted(text ?? '')} as ${column}, ${why}`);
    if (text === null) throw this.#wrong(`has as ${column} what is neither text nor a number`);
    if (text.length > LIMITS.value) throw tell(`of more than ${LIMITS.value} characters`);
    if (text.trim() !== text) throw tell('with spaces at its ends');
    if (/\p{Cc}/u.test(text)) throw tell('with a control character');
    if (!text.isWellFormed() || text.includes('\uFFFD')) throw tell('which is no UTF-8');
    return text;
  }

  #sizeOf(cell: unknown): number {
    const n = cellNumber(cell);
    if (Number.isNaN(n)) throw this.#wrong(`has no ${N}: how many rows of the data it is`);
    if (Number.isSafeInteger(n) && n >= 0) return n;
    throw this.#wrong(
      `has ${this.quoted(textOf(cell) ?? '')} as ${N}, which is not a whole number`,
    );
  }

  /** What is not defined in a slice (an AUC of one class) is not measured there. */
  #measured(cells: readonly unknown[]): Slice['metrics'] {
    const numbers = new Map<string, number>();
    for (const [at, name] of (this.#metrics ?? []).entries()) {
      const number = cellNumber(cells[at]);
      if (Math.abs(number) === Infinity) {
        throw this.#wrong(`has ${this.quoted(textOf(cells[at]) ?? '')} as ${name}: no number`);
      }
      if (!Number.isNaN(number)) numbers.set(name, number);
    }
    const names = [...numbers.keys()];
    for (const name of names) this.#addBounds(numbers, name);
    const isError = (name: string) => name.endsWith(STDERR) && isBoundIn(name, names);
    return Object.fromEntries([...numbers].filter(([name]) => !isError(name)));
  }

  /** A standard error becomes the bounds that it speaks of; bounds hold their number. */
  #addBounds(numbers: Map<string, number>, name: string): void {
    const [value = 0, error] = [numbers.get(name), numbers.get(`${name}${STDERR}`)];
    if (error !== undefined) {
      if (error < 0) throw this.#wrong(`has a negative number as ${name}${STDERR}`);
      numbers.set(`${name}.low`, value - Z95 * error);
      numbers.set(`${name}.high`, value + Z95 * error);
    }
    const [low, high] = [numbers.get(`${name}.low`), numbers.get(`${name}.high`)];
    if (low === undefined || high === undefined || (low <= value && value <= high)) return;
    throw this.#wrong(`has ${name} outside of ${name}.low and ${name}.high`);
  }

  #wrong(why: string): BadExamples {
    return bad(`row ${this.count + 1} ${why}`);
  }
}

const N = 'n';
const STDERR = '.stderr';

function isBoundIn(name: string, names: readonly string[]): boolean {
  const [, of] = BOUND.exec(name) ?? [];
  return of !== undefined && names.includes(of);
}

function bad(message: string): BadExamples {
  return new BadExamples(message);
}
