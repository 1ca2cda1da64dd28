import { EXECUTOR_LIMITS } from '../../../schemas/executor-limits.ts';
import { VerdictFold } from '../../judge/verdict-fold.ts';
import { verdictIn } from '../../judge/verdict-in.ts';
import type { CostForm, JudgeCost, VerdictForm } from '../../judge.ts';
import { CostSum } from './cost-sum.ts';
import { BadExamples } from '../bad-examples.ts';
import { nameIn, shownCell } from '../cell-text.ts';
import { requireColumns } from '../require-columns.ts';
import { tooManyRows, type TableRows } from '../table-rows.ts';

const { rows: MOST_ROWS } = EXECUTOR_LIMITS.judge;

type Quote = (text: string) => string;

/** What names the rows of a table of verdicts. */
export type VerdictNames = { readonly id: string; readonly cluster: string | null };

/** Takes the rows of a table of verdicts. What a judge says may be anything; what names a row may not. */
export class VerdictRows implements TableRows {
  readonly names: readonly string[];
  readonly most = MOST_ROWS;
  readonly #form: VerdictForm;
  readonly #quote: Quote;
  readonly #fold: VerdictFold;
  readonly #cost: CostSum | null;
  /** Where its columns begin. */
  readonly #costAt: number;
  readonly #at: { readonly cluster: number; readonly sample: number; readonly first: number };
  #count = 0;

  constructor(
    { id, cluster }: VerdictNames,
    form: VerdictForm,
    { quote, cost = null }: { readonly quote: Quote; readonly cost?: CostForm | null },
  ) {
    const others = [cluster, form.sample, form.first].filter((name) => name !== null);
    this.#cost = cost === null ? null : new CostSum(cost);
    this.#costAt = 2 + others.length;
    this.names = [id, form.verdict, ...others, ...(this.#cost?.names ?? [])];
    const at = (name: string | null): number => (name === null ? -1 : 2 + others.indexOf(name));
    this.#at = { cluster: at(cluster), sample: at(form.sample), first: at(form.first) };
    this.#form = form;
    this.#quote = quote;
    this.#fold = new VerdictFold(form);
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
    if (this.#count > MOST_ROWS) throw tooManyRows(MOST_ROWS);
    const { cluster, sample, first } = this.#at;
    const why = this.#fold.take({
      id: this.#name(0, cells),
      cluster: cluster === -1 ? null : this.#name(cluster, cells),
      sample: sample === -1 ? null : this.#name(sample, cells),
      candidateFirst: first === -1 ? null : this.#isCandidateFirst(first, cells),
      verdict: verdictIn(cells[1], this.#form),
    });
    if (why !== null) throw new BadExamples(`row ${this.#count}: ${why}`);
    this.#cost?.take(cells.slice(this.#costAt));
  }

  /** What was judged, one example for each item; at least one was. */
  end(): ReturnType<VerdictFold['end']> & { readonly cost: JudgeCost | null } {
    if (this.#count === 0) throw new BadExamples('it has no rows');
    const judged = this.#fold.end();
    const cost = this.#cost?.end() ?? null;
    if (judged.counts.items > 0) return { ...judged, cost };
    const { first, scale, verdict } = this.#form;
    const wanted =
      scale !== null
        ? `a number from ${scale.low} to ${scale.high}`
        : first === null
          ? 'pass or fail'
          : 'first, second or tie, for both orders of a pair';
    throw new BadExamples(`no item has a verdict: column ${verdict} must say ${wanted}`);
  }

  #name(at: number, cells: readonly unknown[]): string {
    const name = nameIn(cells[at]);
    if (!name.ok) throw this.#wrong(at, cells, name.why);
    if (name.text.includes('\0')) throw this.#wrong(at, cells, 'holds a character that is none');
    return name.text;
  }

  #isCandidateFirst(at: number, cells: readonly unknown[]): boolean {
    const word = this.#name(at, cells).trim().toLowerCase();
    if (word === 'candidate' || word === 'baseline') return word === 'candidate';
    throw this.#wrong(at, cells, 'is neither candidate nor baseline: whose answer stood first?');
  }

  #wrong(at: number, cells: readonly unknown[], why: string): BadExamples {
    const shown = shownCell(cells[at], (text) => this.quoted(text));
    return new BadExamples(
      `row ${this.#count}: column ${this.names[at]} is ${shown}, which ${why}`,
    );
  }
}
