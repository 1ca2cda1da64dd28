import { EXECUTOR_LIMITS } from '../../../schemas/executor-limits.ts';
import { VerdictFold } from '../../judge/verdict-fold.ts';
import { verdictIn } from '../../judge/verdict-in.ts';
import type { CostForm, JudgeCost, VerdictForm } from '../../judge.ts';
import { ItemGroups } from './item-groups.ts';
import { CostSum } from './cost-sum.ts';
import { BadExamples } from '../bad-examples.ts';
import { nameIn, shownCell } from '../cell-text.ts';
import { requireColumns } from '../require-columns.ts';
import { tooManyRows, type TableRows } from '../table-rows.ts';

const { rows: MOST_ROWS } = EXECUTOR_LIMITS.judge;

type Quote = (text: string) => string;

type Taking = {
  readonly quote: Quote;
  readonly cost?: CostForm | null;
  /** As of `ExamplesSource`. */
  readonly groups?: Readonly<Record<string, readonly string[]>>;
};

/** What names the rows of a table of verdicts. */
export type VerdictNames = { readonly id: string; readonly cluster: string | null };

/** Takes the rows of a table of verdicts. What a judge says may be anything; what names a row may not. */
export class VerdictRows implements TableRows {
  readonly most = MOST_ROWS;
  readonly #form: VerdictForm;
  readonly #quote: Quote;
  readonly #fold: VerdictFold;
  readonly #cost: CostSum | null;
  readonly #groups: ItemGroups;
  /** What has to be there; those that say what a verdict cost stand last. */
  readonly #wanted: readonly string[];
  readonly #at: { readonly cluster: number; readonly sample: number; readonly first: number };
  /** Where those begin that say what a verdict cost. */
  readonly #costAt: number;
  #names: readonly string[] = [];
  #count = 0;

  constructor(
    { id, cluster }: VerdictNames,
    form: VerdictForm,
    { quote, cost = null, groups = {} }: Taking,
  ) {
    const others = [cluster, form.sample, form.first].filter((name) => name !== null);
    this.#cost = cost === null ? null : new CostSum(cost);
    this.#costAt = 2 + others.length;
    this.#groups = new ItemGroups(groups);
    this.#wanted = [id, form.verdict, ...others, ...(this.#cost?.names ?? [])];
    const at = (name: string | null): number => (name === null ? -1 : 2 + others.indexOf(name));
    this.#at = { cluster: at(cluster), sample: at(form.sample), first: at(form.first) };
    this.#form = form;
    this.#quote = quote;
    this.#fold = new VerdictFold(form);
  }

  get names(): readonly string[] {
    return this.#names;
  }

  get count(): number {
    return this.#count;
  }

  quoted(text: string): string {
    return JSON.stringify(this.#quote(text));
  }

  requireColumns(there: readonly string[]): void {
    requireColumns(this.#wanted, there, (text) => this.quoted(text));
    this.#groups.keepThose(there);
    this.#names = [...this.#wanted, ...this.#groups.names];
  }

  take(cells: readonly unknown[]): void {
    this.#count += 1;
    if (this.#count > MOST_ROWS) throw tooManyRows(MOST_ROWS);
    const { cluster, sample, first } = this.#at;
    const id = this.#name(0, cells);
    const why = this.#fold.take({
      id,
      cluster: cluster === -1 ? null : this.#name(cluster, cells),
      sample: sample === -1 ? null : this.#name(sample, cells),
      candidateFirst: first === -1 ? null : this.#isCandidateFirst(first, cells),
      verdict: verdictIn(cells[1], this.#form),
    });
    if (why !== null) throw new BadExamples(`row ${this.#count}: ${why}`);
    const { length } = this.#wanted;
    this.#cost?.take(cells.slice(this.#costAt, length));
    this.#groups.take(id, cells.slice(length));
  }

  /** What was judged, one example for each item; at least one was. */
  end(): ReturnType<VerdictFold['end']> & { readonly cost: JudgeCost | null } {
    if (this.#count === 0) throw new BadExamples('it has no rows');
    const judged = this.#fold.end();
    const cost = this.#cost?.end() ?? null;
    if (judged.counts.items > 0) {
      const examples = { ...judged.examples, ...this.#groups.of(judged.examples.ids) };
      return { ...judged, examples, cost };
    }
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
