import type { RepositoryRef } from '../../domain/hosted.ts';
import type { Policy } from '../../domain/policy.ts';
import type { IngressDeps } from '../ingress-deps.ts';
import type { GroupPull, GroupQuestion } from '../reads/api-port.ts';
import { newestRuns } from '../reads/newest-runs.ts';
import { decideTrust, type TrustDecision } from '../trust.ts';

export type Group = GroupQuestion & {
  readonly repository: RepositoryRef;
  readonly policy: Policy;
  /** It was made just now: GitHub's queue may not show it yet, and is asked again later. */
  readonly mayLag: boolean;
};

/** How far a merge queue's group is trusted, and why it is held back; null: it is not. */
export type GroupTrust = { readonly trust: TrustDecision; readonly held: string | null };

/**
 * A group is trusted as far as the least trusted of its pull requests. One that was let run by `/mlp ok`, for the very
 * head that is queued, runs here as it ran there: without secrets. Null: the branch has no queue any more.
 */
export async function trustOfGroup(deps: IngressDeps, group: Group): Promise<GroupTrust | null> {
  const { repository, base, headSha, mayLag } = group;
  const pulls = await deps.api(repository.installation).pullsOfGroup(repository, { base, headSha });
  if (pulls === 'no-queue') return null;
  if (pulls === 'not-seen' && mayLag) throw new GroupNotSeen(headSha);
  if (pulls === 'not-seen') {
    return held(`GitHub shows no group of the merge queue of ${base} at this commit`);
  }
  let letRun: TrustDecision | null = null;
  for (const pull of pulls) {
    const trust = await trustOfPull(deps, group, pull);
    if (trust.trust !== 'untrusted') continue;
    const reason = `#${pull.number} is in this group, and ${trust.reason}`;
    if (!(await wasLetRun(deps, repository, pull))) return held(`${reason}. ${wayOut(pull)}`);
    letRun ??= { trust: 'untrusted', reason };
  }
  if (letRun !== null) return { trust: letRun, held: null };
  const numbers = pulls.map(({ number }) => `#${number}`).join(', ');
  const reason = `it is ${numbers}, pushed by people who may write`;
  return { trust: { trust: 'writer', reason }, held: null };
}

function held(reason: string): GroupTrust {
  return { trust: { trust: 'untrusted', reason }, held: reason };
}

class GroupNotSeen extends Error {
  override readonly name = 'GroupNotSeen';
  constructor(sha: string) {
    super(`GitHub does not say yet which pull requests are in the merge group ${sha}`);
  }
}

async function trustOfPull(
  { api, store }: IngressDeps,
  { repository, policy }: Group,
  { headSha: sha, isFork }: GroupPull,
): Promise<TrustDecision> {
  const pusher = await store.provenance.pusherOf(repository.id, sha);
  const origin = { repository, isFork, pusher, pushedTo: null, sha, mayLag: false };
  return decideTrust(api(repository.installation), origin, policy);
}

function wayOut({ number, headSha }: GroupPull): string {
  return `Once someone with write access has read it, comment /mlp ok ${headSha} in #${number}, and queue it again.`;
}

/** Code that nobody answers for has runs only where somebody said so. */
async function wasLetRun({ store }: IngressDeps, { id }: RepositoryRef, { headSha }: GroupPull) {
  const runs = await newestRuns(store, id, headSha);
  return runs.some(({ hosted }) => hosted?.trust === 'untrusted');
}
