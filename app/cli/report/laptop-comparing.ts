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

/** The sides of a report with what the examples of both say: known from before, or found out now, in a process of its own. */
export async function compareOnLaptop(
  { store, state }: Pick<Workspace, 'store' | 'state'>,
  reported: Reported,
  sides: readonly Side[],
): Promise<ComparedSides> {
  if (reported.step.report?.examples === undefined) return { sides, measured: {}, awaited: [] };
  const blobs = await openFolderBlobStore(state.objects);
  const comparing = openComparing(blobs, state.comparing);
  const comparer = new Comparer({ store, compare: comparing.compare, clock: localClock });
  const find = async (questions: readonly ComparisonQuestion[]) => {
    const answers: ComparedExamples[] = [];
    for (const question of questions) answers.push(await answer(comparer, comparing, question));
    return answers;
  };
  try {
    return await compareSides(find, reported, sides);
  } finally {
    await comparing.close();
  }
}

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
