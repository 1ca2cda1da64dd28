import type { RepositoryRef } from '../../../domain/hosted.ts';
import { spentCheck } from '../../../reports/check/spent-check.ts';
import {
  publicationId,
  type PublicationRows,
  type PublicationState,
} from '../../../runtime/ports/hosted/publications.ts';
import { renderedCheck, type Rendered } from '../rendered.ts';

/** The most checks that one publication makes at a commit: GitHub keeps 1,000 of a name, and people have to see the last. */
export const MOST_GENERATIONS = 20;

/** Whether what is shown is completed and is to stand otherwise: GitHub takes a new check for that, and no change. */
export function isReopening(
  { shown }: Pick<PublicationState, 'shown'>,
  { state }: Pick<Rendered, 'state'>,
): boolean {
  return shown !== null && shown.standing.startsWith('completed') && shown.standing !== state;
}

/** What a publication is to say where it may begin anew no more. */
export function withinLimit(rendered: Rendered, state: PublicationState): Rendered {
  if (rendered.kind !== 'check') return rendered;
  const { generation } = state;
  const isLast = generation === MOST_GENERATIONS && isReopening(state, rendered);
  if (generation <= MOST_GENERATIONS && !isLast) return rendered;
  return renderedCheck(spentCheck(rendered.output, MOST_GENERATIONS), rendered.page);
}

/** Why nothing more may be begun at a commit; null: something may. */
export async function whySpent(
  publications: Pick<PublicationRows, 'find'>,
  repository: RepositoryRef,
  sha: string,
): Promise<string | null> {
  const aggregate = await publications.find(publicationId({ type: 'aggregate', repository, sha }));
  if (aggregate === null || aggregate.state.generation < MOST_GENERATIONS) return null;
  return `The check of ${sha.slice(0, 10)} was restarted ${MOST_GENERATIONS} times, which is the most that is allowed. Push a commit.`;
}
