import type { ComparedExamples } from '../../../evaluation/comparison.ts';
import { openFolderBlobStore } from '../../artifacts/folder/folder-blob-store.ts';
import { nothingSaid } from '../../comparing/compare-files.ts';
import { openComparing, type Comparing } from '../../comparing/open-comparing.ts';
import { localClock } from '../../local/local-clock.ts';
import type { Side } from '../../reports/report/report.ts';
import { Comparer } from '../../runtime/comparing/comparer.ts';
import {
  compareSides,
  type ComparedSides,
  type Reported,
} from '../../runtime/comparing/compare-sides.ts';
import type { ComparisonQuestion } from '../../runtime/comparing/comparison-question.ts';
import { messageOf } from '../../../text/message-of.ts';
import type { Workspace } from '../workspace/open-workspace.ts';

export type LaptopComparing = Pick<Workspace, 'store' | 'state'> & {
  /** Tells a person at the terminal what takes long. */
  readonly note: (message: string) => void;
};

/** The sides of a report with what the examples of both say: known from before, or found out now, in a process of its own. */
export async function compareOnLaptop(
  source: LaptopComparing,
  reported: Reported,
  sides: readonly Side[],
): Promise<ComparedSides> {
  const find = (questions: readonly ComparisonQuestion[]) => answerOnLaptop(source, questions);
  return compareSides(find, reported, sides);
}

/** Each answer in its question's place. */
export async function answerOnLaptop(
  { store, state, note }: LaptopComparing,
  questions: readonly ComparisonQuestion[],
): Promise<readonly ComparedExamples[]> {
  const blobs = await openFolderBlobStore(state.objects);
  const comparing = openComparing(blobs, state.comparing);
  const comparer = new Comparer({ store, compare: comparing.compare, clock: localClock });
  const answers: ComparedExamples[] = [];
  try {
    for (const [at, question] of questions.entries()) {
      const which = questions.length === 1 ? '' : `, ${at + 1} of ${questions.length}`;
      const late = setTimeout(() => note(`comparing examples${which}: ${ONCE}`), NOTED_AFTER_MS);
      try {
        answers.push(await answer(comparer, comparing, question));
      } finally {
        clearTimeout(late);
      }
    }
    return answers;
  } finally {
    await comparing.close();
  }
}

const NOTED_AFTER_MS = 8000;
const ONCE = 'large tables take up to five minutes, and then it is known';

/** What only looks works on a disk that takes nothing more. */
async function answer(
  comparer: Comparer,
  { compare }: Comparing,
  question: ComparisonQuestion,
): Promise<ComparedExamples> {
  try {
    return await comparer
      .compared(question)
      .catch(async () => (await compare(question)).comparison);
  } catch (error) {
    return nothingSaid(question.spec, messageOf(error), question.before !== null);
  }
}
