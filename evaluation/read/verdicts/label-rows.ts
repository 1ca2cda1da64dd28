import { EXECUTOR_LIMITS } from '../../../schemas/executor-limits.ts';
import { labelIn } from '../../judge/verdict-in.ts';
import { BadExamples } from '../bad-examples.ts';
import { nameIn, shownCell } from '../cell-text.ts';
import { requireColumns } from '../require-columns.ts';
import { tooManyRows, type TableRows } from '../table-rows.ts';

const { labels: MOST_LABELS } = EXECUTOR_LIMITS.judge;

/** The column of what people said. */
const LABEL = 'label';

/** Takes what people said of answers, one row each. */
export class LabelRows implements TableRows {
  readonly names: readonly string[];
  readonly most = MOST_LABELS;
  /** By id, in the order of `LABELS`. */
  readonly labels = new Map<string, number>();
  readonly #isPair: boolean;
  readonly #quote: (text: string) => string;
  #count = 0;

  constructor(
    id: string,
    { isPair, quote }: { readonly isPair: boolean; readonly quote: (text: string) => string },
  ) {
    this.names = [id, LABEL];
    this.#isPair = isPair;
    this.#quote = quote;
  }

  get count(): number {
    return this.#count;
  }

  quoted(text: string): string {
    return JSON.stringify(this.#quote(text));
  }

  requireColumns(there: readonly string[]): void {
    requireColumns(this.names, there, (text) => this.quoted(text));
  }

  take(cells: readonly unknown[]): void {
    this.#count += 1;
    if (this.#count > MOST_LABELS) throw tooManyRows(MOST_LABELS);
    const name = nameIn(cells[0]);
    if (!name.ok) throw this.#wrong(0, cells, name.why);
    const label = labelIn(cells[1], this.#isPair);
    if (label === null) {
      const words = this.#isPair ? 'candidate, baseline nor tie' : 'pass nor fail';
      throw this.#wrong(1, cells, `is neither ${words}`);
    }
    if (this.labels.has(name.text)) throw this.#wrong(0, cells, 'stands there twice');
    this.labels.set(name.text, label);
  }

  #wrong(at: number, cells: readonly unknown[], why: string): BadExamples {
    const shown = shownCell(cells[at], (text) => this.quoted(text));
    return new BadExamples(
      `row ${this.#count}: column ${this.names[at]} is ${shown}, which ${why}`,
    );
  }
}
