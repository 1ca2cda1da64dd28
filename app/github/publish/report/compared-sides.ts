import type { Side } from '../../../reports/report/report.ts';
import {
  compareSides,
  type ComparedSides,
  type Reported,
} from '../../../runtime/comparing/compare-sides.ts';
import { flipsQuestion } from '../../../runtime/comparing/flips-question.ts';
import {
  comparisonId,
  type ComparisonQuestion,
} from '../../../runtime/comparing/comparison-question.ts';
import type { Comparer } from '../../../runtime/comparing/comparer.ts';
import type { Watched } from '../../../runtime/ports/hosted/watched.ts';
import { messageOf } from '../../../../text/message-of.ts';
import type { PublishDeps } from '../publish-deps.ts';

/**
 * The sides of a report with what the examples of both say, as far as it is known. The rest is found out meanwhile, and
 * what shows the report is told once it is.
 */
export async function comparedSides(
  { comparer, warn }: Pick<PublishDeps, 'comparer' | 'warn'>,
  reported: Reported,
  sides: readonly Side[],
): Promise<ComparedSides & { readonly watched: readonly Watched[] }> {
  const find = comparer.known.bind(comparer);
  const compared = await compareSides(find, reported, sides);
  for (const question of [...compared.awaited, ...(await unknownFlips(find, reported, compared))]) {
    comparer.compared(question).catch((error: unknown) => {
      warn(`examples are compared later: ${messageOf(error)}`, { run: question.run });
    });
  }
  const watched = compared.awaited.map((question): Watched => ({
    type: 'comparison',
    id: comparisonId(question),
  }));
  return { ...compared, watched };
}

/** For the run's page alone: no report has them. Once all else is known, so that they keep nobody waiting. */
async function unknownFlips(
  find: Comparer['known'],
  reported: Reported,
  { sides, awaited }: ComparedSides,
): Promise<readonly ComparisonQuestion[]> {
  const question = awaited.length > 0 ? null : flipsQuestion(reported, sides);
  if (question === null) return [];
  const [known = null] = await find([question]);
  return known === null ? [question] : [];
}
