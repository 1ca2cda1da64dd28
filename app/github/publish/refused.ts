import type { Instant } from '../../domain/run/run.ts';
import { inlineText } from '../../reports/markdown/inline-text.ts';
import {
  publicationId,
  type Publication,
  type PublicationState,
} from '../../runtime/ports/hosted/publications.ts';
import { describeRefusal, type CallRefusal } from '../client/what-failed.ts';
import { backoff } from '../../../math/backoff.ts';
import type { PublishDeps } from './publish-deps.ts';

/** GitHub was seen to refuse what it takes a moment later (https://github.com/cli/cli/issues/14242): so often it is asked. */
export const MOST_REFUSALS = 10;
const waitMs = backoff({ first: 10_000, longest: 3_600_000 });
const MOST_COMMENTS = 3;

type Refused = PublicationState['refused'];

/**
 * When something may be offered that GitHub refused before; null: not as it is, for it was refused for the last time.
 * What says something else by then is tried once more, at the same pace.
 */
export function offerAt(refused: Refused, digest: string): Instant | null {
  if (refused === null || refused.times === 0) return 0;
  if (refused.times >= MOST_REFUSALS && refused.digest === digest) return null;
  return refused.at + waitMs(refused.times);
}

/** Why something is not shown, in words for people. */
export function refusalWords(
  { type }: Pick<Publication['target'], 'type'>,
  refusal: CallRefusal,
): string {
  if (type !== 'deployment' || refusal.reason !== 'forbidden') return describeRefusal(refusal);
  return describeRefusal(refusal, { next: { forbidden: GRANT_DEPLOYMENTS } });
}

const GRANT_DEPLOYMENTS =
  'Accept the app’s permission to write deployments in the settings of its installation; promoting works without it.';

/** One refusal more. */
export function refusedAgain(
  refused: Refused,
  { digest, words, at }: { digest: string; words: string; at: Instant },
): NonNullable<Refused> {
  const times = Math.min((refused?.times ?? 0) + 1, MOST_REFUSALS);
  return { digest, times, at, words };
}

/** What a commit's check says of the comments that GitHub does not take, as remarks; they cannot say it themselves. */
export async function refusedComments(
  { store }: Pick<PublishDeps, 'store'>,
  { repository }: Publication['target'],
  pulls: readonly number[],
): Promise<Readonly<Record<string, string>>> {
  const texts: Record<string, string> = {};
  for (const pull of pulls.slice(0, MOST_COMMENTS)) {
    const id = publicationId({ type: 'comment', repository, pull });
    const refused = (await store.publications.find(id))?.state.refused ?? null;
    if (refused === null) continue;
    texts[id] = `The comment in #${pull} is out of date: ${inlineText(refused.words, 450)}`;
  }
  return texts;
}
