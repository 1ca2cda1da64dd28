import type { RepositoryRef } from '../../domain/hosted.ts';
import { messageOf } from '../../../text/message-of.ts';
import type { PagesDeps } from '../pages-deps.ts';

/** What commits say of themselves, as far as GitHub tells; never throws. */
export type Headlines = (
  repository: RepositoryRef,
  shas: readonly string[],
) => Promise<ReadonlyMap<string, string>>;

const MOST_KEPT = 20_000;
const LONGEST = 200;

/** A commit says the same for ever: each is asked about once while it is remembered. */
export function rememberHeadlines({
  headlines,
  warn,
}: Pick<PagesDeps, 'headlines' | 'warn'>): Headlines {
  const kept = new Map<string, string | null>();
  const keep = (name: string, headline: string | null) => {
    if (kept.size >= MOST_KEPT) kept.delete(kept.keys().next().value ?? '');
    kept.set(name, headline);
  };
  return async (repository, shas) => {
    const nameOf = (sha: string) => `${repository.id} ${sha}`;
    const unknown = shas.filter((sha) => !kept.has(nameOf(sha)));
    if (unknown.length > 0) {
      try {
        const said = await headlines(repository, unknown);
        for (const sha of unknown) keep(nameOf(sha), said.get(sha)?.slice(0, LONGEST) ?? null);
      } catch (error) {
        warn(`commits are shown without what they say: ${messageOf(error)}`, {});
      }
    }
    return new Map(
      shas.flatMap((sha): [string, string][] => {
        const headline = kept.get(nameOf(sha)) ?? null;
        return headline === null ? [] : [[sha, headline]];
      }),
    );
  };
}
