import type { CostForm, JudgeCost } from '../../judge.ts';
import { cellNumber } from '../cell-number.ts';

/** Sums up what verdicts say that they cost, row by row. */
export class CostSum {
  readonly #form: CostForm;
  #calls = 0;
  #unsaid = 0;
  #tokens = 0;
  #dollars = 0;

  constructor(form: CostForm) {
    this.#form = form;
  }

  /** The columns that say it, in the order in which `take` is given theirs. */
  get names(): readonly string[] {
    const { tokens, dollars } = this.#form;
    return dollars === null ? tokens : [...tokens, dollars];
  }

  /** A row that says nothing of it, or no amount, is counted and adds nothing. */
  take(cells: readonly unknown[]): void {
    this.#calls += 1;
    const amounts = cells.map(cellNumber);
    if (amounts.some((amount) => !(amount >= 0 && amount <= MOST))) {
      this.#unsaid += 1;
      return;
    }
    const { tokens, dollars } = this.#form;
    this.#tokens += amounts.slice(0, tokens.length).reduce((sum, each) => sum + each, 0);
    if (dollars !== null) this.#dollars += amounts.at(-1) ?? 0;
  }

  end(): JudgeCost {
    const { tokens, dollars } = this.#form;
    return {
      calls: this.#calls,
      tokens: tokens.length === 0 ? null : Math.round(this.#tokens),
      dollars: dollars === null ? null : this.#dollars,
      unsaid: this.#unsaid,
    };
  }
}

/** No call takes more; sums of as many rows as there may be stay exact. */
const MOST = 1e9;
