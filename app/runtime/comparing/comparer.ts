import type { Digest } from '../../domain/digest.ts';
import type { Clock } from '../ports/clock.ts';
import type { ComparedExamples } from '../../../evaluation/comparison.ts';
import type { Store, StoreReads } from '../ports/store.ts';
import { comparisonId, type ComparisonQuestion } from './comparison-question.ts';

/**
 * Reads the tables of a question and compares them, away from this process's memory. Throws where that failed for no
 * fault of theirs, and may be asked again.
 */
export type CompareTables = (question: ComparisonQuestion) => Promise<TablesCompared>;

/** `fleeting`: only so as things are now, with too little room, or with bytes that somebody may make again. */
export type TablesCompared = { readonly comparison: ComparedExamples; readonly fleeting: boolean };

export type ComparerDeps = {
  readonly store: Pick<Store, 'comparisons' | 'commit'>;
  readonly compare: CompareTables;
  readonly clock: Clock;
};

/** Knows what examples say, and finds out what it does not know. */
export class Comparer {
  readonly #deps: ComparerDeps;
  /** What is being found out in this process. */
  readonly #asked = new Map<Digest, Promise<ComparedExamples>>();

  /** What holds for a while, and for this process alone. */
  readonly #fleeting = new Map<
    Digest,
    { readonly comparison: ComparedExamples; readonly until: number }
  >();

  constructor(deps: ComparerDeps) {
    this.#deps = deps;
  }

  /** Each answer in its question's place; null: nobody has found it out yet. */
  async known(
    questions: readonly ComparisonQuestion[],
  ): Promise<readonly (ComparedExamples | null)[]> {
    const { store, clock } = this.#deps;
    const kept = await knownComparisons(store, questions);
    return kept.map((known, at) => {
      const question = questions[at];
      if (known !== null || question === undefined) return known;
      const fleeting = this.#fleeting.get(comparisonId(question));
      return fleeting === undefined || fleeting.until < clock.now() ? null : fleeting.comparison;
    });
  }

  /** Finds it out, unless it is known, and keeps it. Throws as `CompareTables`. */
  async compared(question: ComparisonQuestion): Promise<ComparedExamples> {
    const [known = null] = await this.known([question]);
    if (known !== null) return known;
    const id = comparisonId(question);
    const asked = this.#asked.get(id) ?? this.#findOut(id, question);
    this.#asked.set(id, asked);
    return asked;
  }

  async #findOut(id: Digest, question: ComparisonQuestion): Promise<ComparedExamples> {
    const { store, compare, clock } = this.#deps;
    try {
      const { comparison, fleeting } = await compare(question);
      if (fleeting) {
        this.#remember(id, comparison);
        return comparison;
      }
      const { run } = question;
      await store.commit([{ type: 'comparison.save', id, run, at: clock.now(), comparison }]);
      return comparison;
    } finally {
      this.#asked.delete(id);
    }
  }

  #remember(id: Digest, comparison: ComparedExamples): void {
    this.#fleeting.delete(id);
    this.#fleeting.set(id, { comparison, until: this.#deps.clock.now() + FLEETING_MS });
    const [oldest] = this.#fleeting.keys();
    if (this.#fleeting.size > MOST_FLEETING && oldest !== undefined) this.#fleeting.delete(oldest);
  }
}

/** Nobody asks again so soon for what has just failed. */
const FLEETING_MS = 900_000;
const MOST_FLEETING = 100;

/** Each answer in its question's place, as far as it was found out; null: nobody has. */
export async function knownComparisons(
  { comparisons }: Pick<StoreReads, 'comparisons'>,
  questions: readonly ComparisonQuestion[],
): Promise<readonly (ComparedExamples | null)[]> {
  if (questions.length === 0) return [];
  const ids = questions.map((question) => comparisonId(question));
  const found = await comparisons.find([...new Set(ids)]);
  return ids.map((id) => found.get(id) ?? null);
}
