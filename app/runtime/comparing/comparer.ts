import type { Digest } from '../../domain/digest.ts';
import type { Clock } from '../ports/clock.ts';
import type { ComparedExamples } from '../../../evaluation/comparison.ts';
import type { Store, StoreReads } from '../ports/store.ts';
import { comparisonId, type ComparisonQuestion } from './comparison-question.ts';

/**
 * Reads the tables of a question and compares them, away from this process's memory. Throws where that failed for no
 * fault of theirs, and may be asked again.
 */
export type CompareTables = (question: ComparisonQuestion) => Promise<ComparedExamples>;

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

  constructor(deps: ComparerDeps) {
    this.#deps = deps;
  }

  /** Each answer in its question's place; null: nobody has found it out yet. */
  async known(
    questions: readonly ComparisonQuestion[],
  ): Promise<readonly (ComparedExamples | null)[]> {
    return knownComparisons(this.#deps.store, questions);
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
      const comparison = await compare(question);
      const { run } = question;
      await store.commit([{ type: 'comparison.save', id, run, at: clock.now(), comparison }]);
      return comparison;
    } finally {
      this.#asked.delete(id);
    }
  }
}

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
