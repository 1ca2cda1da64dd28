import type { RepositoryRef } from '../../domain/hosted.ts';
import type { IngressDeps } from '../ingress-deps.ts';
import { messageChange } from '../message.ts';

/**
 * A change in a repository without pipelines has its check all the same: GitHub makes a check suite for each App at each
 * push, which stays queued for ever without a check, and who waits for all suites waits with it
 * (https://github.com/nikku/merge-me/issues/7, https://github.com/nodejs/node-core-utils/issues/1160).
 */
export function nothingRuns(
  { clock }: Pick<IngressDeps, 'clock'>,
  {
    id,
    repository,
    sha,
  }: { readonly id: string; readonly repository: RepositoryRef; readonly sha: string },
) {
  const trust = { trust: 'untrusted', reason: 'there are no pipelines' } as const;
  const about = { type: 'verdict', repository, sha, pull: null } as const;
  return messageChange(`verdict ${id}`, { ...about, trust, started: [] }, clock.now());
}
