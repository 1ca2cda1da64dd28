import { heldColumns } from '../columns.ts';
import type { Examples } from '../examples.ts';
import type { VerdictCounts, VerdictForm } from '../judge.ts';
import { Names } from '../names/names.ts';

/** One row of a table of verdicts. */
export type VerdictRow = {
  readonly id: string;
  /** What the item belongs to; null: every item stands alone. */
  readonly cluster: string | null;
  /** Which of several verdicts on the item; null: there is one. */
  readonly sample: string | null;
  /** Whether the candidate's answer stood first; null: answers are judged one by one. */
  readonly candidateFirst: boolean | null;
  /** What was said (`verdictIn`); null: nothing that can be read. */
  readonly verdict: number | null;
};

type Item = {
  readonly cluster: string | null;
  rows: number;
  samples: number;
  sum: number;
  n: number;
};

/** Verdicts of a pair by order; undefined: there is no such row. */
type Pair = { readonly item: Item; candidateFirst?: number | null; baselineFirst?: number | null };

/**
 * Sums verdicts up by item, so that an item is one example whatever it was asked: the mean of its verdicts, and of a pair
 * what both orders agree on, else a tie. What cannot be read or is not there is counted, and is no verdict.
 */
export class VerdictFold {
  readonly #form: VerdictForm;
  readonly #items = new Map<string, Item>();
  /** Of every row what tells it apart from the others of its item; where pairs are judged, with its pair. */
  readonly #seen = new Map<string, Pair | null>();
  #rows = 0;
  #unparsed = 0;

  constructor(form: VerdictForm) {
    this.#form = form;
  }

  /** Why the row cannot be taken, to follow its number; null: it was. */
  take(row: VerdictRow): string | null {
    this.#rows += 1;
    const item = this.#itemOf(row);
    if (item.cluster !== row.cluster) return 'its item is in another cluster in an earlier row';
    if (row.verdict === null) this.#unparsed += 1;
    item.rows += 1;
    return row.candidateFirst === null ? this.#takeAnswer(item, row) : this.#takePair(item, row);
  }

  #itemOf({ id, cluster }: VerdictRow): Item {
    const known = this.#items.get(id);
    if (known !== undefined) return known;
    const item: Item = { cluster, rows: 0, samples: 0, sum: 0, n: 0 };
    this.#items.set(id, item);
    return item;
  }

  #takeAnswer(item: Item, row: VerdictRow): string | null {
    const key = keyOf(row);
    if (this.#seen.has(key)) return this.#whyTwice('verdict');
    this.#seen.set(key, null);
    item.samples += 1;
    if (row.verdict !== null) add(item, row.verdict);
    return null;
  }

  #takePair(item: Item, row: VerdictRow): string | null {
    const key = keyOf(row);
    const known = this.#seen.get(key);
    const pair: Pair = known ?? { item };
    if (known == null) {
      this.#seen.set(key, pair);
      item.samples += 1;
    }
    const order = row.candidateFirst === true ? 'candidateFirst' : 'baselineFirst';
    if (pair[order] !== undefined) return this.#whyTwice('verdict in this order');
    pair[order] = row.verdict;
    return null;
  }

  #whyTwice(what: string): string {
    const { sample } = this.#form;
    return sample === null
      ? `its item has a ${what} already: if it is judged several times, name the column that counts them as \`sample\``
      : `its item has a ${what} of this \`${sample}\` already`;
  }

  /** One example for each item that was judged, with its mean in the column of the verdict. */
  end(): { readonly examples: Examples; readonly counts: VerdictCounts } {
    const pairs = this.#form.first === null ? null : this.#endPairs();
    const all = [...this.#items];
    const judged = all.filter(([, { n }]) => n > 0);
    const samples = all.reduce((most, [, item]) => Math.max(most, item.samples), 0);
    const wanted = pairs === null ? samples : 2 * samples;
    return {
      examples: {
        ids: Names.of(judged.map(([id]) => id)),
        clusters: judged.some(([, { cluster }]) => cluster !== null)
          ? Names.of(judged.map(([, { cluster }]) => cluster ?? ''))
          : null,
        columns: heldColumns({
          [this.#form.verdict]: Float64Array.from(judged.map(([, { sum, n }]) => sum / n)),
        }),
      },
      counts: {
        items: judged.length,
        unjudged: all.length - judged.length,
        verdicts: this.#rows,
        unparsed: this.#unparsed,
        missing: all.reduce((sum, [, { rows }]) => sum + wanted - rows, 0),
        samples,
        pairs,
      },
    };
  }

  #endPairs(): NonNullable<VerdictCounts['pairs']> {
    let [complete, split, decided, first] = [0, 0, 0, 0];
    for (const pair of this.#seen.values()) {
      const { candidateFirst: one, baselineFirst: other } = pair ?? {};
      if (pair === null || one == null || other == null) continue;
      complete += 1;
      const [won, wonToo] = [one, 1 - other];
      if (won !== wonToo) split += 1;
      add(pair.item, won === wonToo ? won : 0.5);
      const verdicts = [one, other].filter((verdict) => verdict !== 0.5);
      decided += verdicts.length;
      first += verdicts.filter((verdict) => verdict === 1).length;
    }
    return { complete, split, decided, first };
  }
}

function keyOf({ id, sample }: VerdictRow): string {
  // No id holds a 0 (`VerdictRows`): two rows have one key just where both are the same.
  return sample === null ? id : `${id}\0${sample}`;
}

function add(item: Item, value: number): void {
  item.sum += value;
  item.n += 1;
}
