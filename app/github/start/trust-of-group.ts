import type { RepositoryRef } from '../../domain/hosted.ts';
import type { Policy } from '../../domain/policy.ts';
import type { IngressDeps } from '../ingress-deps.ts';
import type { GitHubApi, GroupPull, GroupQuestion } from '../reads/api-port.ts';
import { newestRuns } from '../reads/newest-runs.ts';
import { decideTrust, type TrustDecision } from '../trust.ts';

export type Group = GroupQuestion & {
  readonly repository: RepositoryRef;
  readonly policy: Policy;
  /** It was made just now: GitHub's queue may not show it yet, and is asked again later. */
  readonly mayLag: boolean;
};

/** How far a merge queue's group is trusted, and why it is held back; null: it is not. */
export type GroupTrust = {
  readonly trust: TrustDecision;
  readonly held: string | null;
  readonly pulls: readonly GroupPull[];
};

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
    return held(`GitHub’s merge queue for ${base} has no group at this commit`);
  }
  let letRun: TrustDecision | null = null;
  const api = askedOnceEach(deps.api(repository.installation));
  for (const pull of pulls) {
    const trust = await trustOfPull(deps, group, { pull, api });
    if (trust.trust !== 'untrusted') continue;
    const reason = `#${pull.number} is in this group, and ${trust.reason}`;
    if (!(await wasLetRun(deps, repository, pull))) return held(`${reason}. ${wayOut(pull)}`);
    letRun ??= { trust: 'untrusted', reason };
  }
  if (letRun !== null) return { trust: letRun, held: null, pulls };
  const numbers = pulls.map(({ number }) => `#${number}`).join(', ');
  const reason = `it contains ${numbers}, pushed by people with write access`;
  return { trust: { trust: 'writer', reason }, held: null, pulls };
}

function held(reason: string): GroupTrust {
  return { trust: { trust: 'untrusted', reason }, held: reason, pulls: [] };
}

class GroupNotSeen extends Error {
  override readonly name = 'GroupNotSeen';
  constructor(sha: string) {
    super(`GitHub does not say yet which pull requests are in the merge group ${sha}`);
  }
}

async function trustOfPull(
  { store }: IngressDeps,
  { repository, policy }: Group,
  { pull: { headSha: sha, isFork }, api }: { readonly pull: GroupPull; readonly api: GitHubApi },
): Promise<TrustDecision> {
  const pusher = await store.provenance.pusherOf(repository.id, sha);
  const origin = { repository, isFork, pusher, pushedTo: null, sha, mayLag: false };
  return decideTrust(api, origin, policy);
}

/** One person pushes many of a queue's pull requests, and is asked about once. */
function askedOnceEach(api: GitHubApi): GitHubApi {
  const known = new Map<number | null, ReturnType<GitHubApi['permission']>>();
  const permission: GitHubApi['permission'] = (at, person) => {
    const answer = known.get(person.id) ?? api.permission(at, person);
    known.set(person.id, answer);
    return answer;
  };
  return { ...api, permission };
}

function wayOut({ number, headSha }: GroupPull): string {
  return `Once someone with write access has read it, comment /mlp ok ${headSha} in #${number}, and queue it again.`;
}

/** Code that nobody answers for has runs only where somebody said so. */
async function wasLetRun({ store }: IngressDeps, { id }: RepositoryRef, { headSha }: GroupPull) {
  const runs = await newestRuns(store, id, headSha);
  return runs.some(({ hosted }) => hosted?.trust === 'untrusted');
}
