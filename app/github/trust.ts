import type { RepositoryRef, Trust } from '../domain/hosted.ts';
import { listsBot, POLICY_FILE, type Policy } from '../domain/policy.ts';
import type { Pusher } from '../runtime/ports/provenance.ts';
import type { GitHubApi, Permission, PushedTo } from './reads/api-port.ts';
import { RateLimited, refusedWith } from './client/call-errors.ts';

/** What is known of the code that would run: where its head is, and who pushed it there. */
export type Origin = {
  readonly repository: RepositoryRef;
  /** The head is in another repository. */
  readonly isFork: boolean;
  /** Who pushed the head, not who opened the pull request; null: nobody saw it. */
  readonly pusher: Pusher | null;
  /** The branch that was pushed to, perhaps made by that; null: it is looked at for a pull request, or is a tag. */
  readonly pushedTo: PushedTo | null;
  readonly sha: string;
  /** It was pushed just now: GitHub's lists may not have it yet, and it is asked again later. */
  readonly mayLag: boolean;
};

/** How far code is trusted, and why, in words for a person. */
export type TrustDecision = { readonly trust: Trust; readonly reason: string };

/**
 * Decides by who wrote the code that will run. A protected branch's is trusted whole where it came past the protection:
 * by the merge of a pull request into it that needed an approval, or pushed where few may push. GitHub is asked what
 * people may do, and a refusal means no. Bots count only by their names in the policy. Throws when GitHub does not
 * answer, or does not know a merge yet that it may have made: then nothing is decided, so nothing runs.
 */
export async function decideTrust(
  api: Pick<GitHubApi, 'permission' | 'protection' | 'pullsOf'>,
  origin: Origin,
  policy: Policy,
): Promise<TrustDecision> {
  const { isFork, pusher } = origin;
  if (isFork) return untrusted('its head is in a fork');
  if (pusher === null) return untrusted('nobody saw who pushed its head');
  const { login, isBot } = pusher;
  const isListed = isBot && listsBot(policy, login);
  if (isBot && !isListed && login !== MERGE_QUEUE) return foreignBot(login, policy);
  return (
    (await pastProtection(api, origin)) ??
    (await trustPusher(api, { ...origin, pusher }, { isListed, policy }))
  );
}

async function trustPusher(
  api: Pick<GitHubApi, 'permission'>,
  { repository, pusher, pushedTo }: Origin & { readonly pusher: Pusher },
  { isListed, policy }: { readonly isListed: boolean; readonly policy: Policy },
): Promise<TrustDecision> {
  const { login, isBot } = pusher;
  // Only who may write puts something into a merge queue.
  if (login === MERGE_QUEUE && pushedTo !== null) {
    return { trust: 'writer', reason: 'a merge queue merged it for somebody who may write' };
  }
  if (isListed)
    return { trust: 'writer', reason: `it was pushed by ${login}, a bot that is listed` };
  if (isBot) return foreignBot(login, policy);
  return mayWrite(await asked(api.permission(repository, login)))
    ? { trust: 'writer', reason: `it was pushed by ${login}, who may write` }
    : untrusted(`it was pushed by ${login}, who may not write`);
}

/** GitHub's own, which merges what its queue has tested: https://docs.github.com/repositories/configuring-branches-and-merges-in-your-repository/configuring-pull-request-merges/managing-a-merge-queue */
const MERGE_QUEUE = 'github-merge-queue[bot]';

/** Full trust; null: it did not come past any protection. */
async function pastProtection(
  api: Pick<GitHubApi, 'protection' | 'pullsOf'>,
  { repository, pushedTo, sha, mayLag }: Origin,
): Promise<TrustDecision | null> {
  if (pushedTo === null) return null;
  const { branch } = pushedTo;
  const protection = (await asked(api.protection(repository, pushedTo))) ?? 'none';
  if (protection === 'none') return null;
  if (protection === 'restricted') {
    return { trust: 'protected', reason: `it was pushed to ${branch}, where few may push` };
  }
  const pulls = (await asked(api.pullsOf(repository, sha))) ?? [];
  const merged = pulls.find(({ isMerge, base }) => isMerge && base === branch);
  if (merged === undefined && mayLag) throw new MergeNotSeen(sha);
  if (merged === undefined) return null;
  const reason = `#${merged.number} was merged into ${branch}, which needs an approval`;
  return { trust: 'protected', reason };
}

class MergeNotSeen extends Error {
  override readonly name = 'MergeNotSeen';
  constructor(sha: string) {
    super(`GitHub does not say yet which pull request ${sha} is the merge of`);
  }
}

function foreignBot(login: string, policy: Policy): TrustDecision {
  const why = policy.isReadable ? 'is not listed' : 'is not listed, since that file is broken';
  return untrusted(
    `it was pushed by the bot ${login}, which ${why} under \`bots\` in ${POLICY_FILE} of the default branch`,
  );
}

/** Whether a person may write; null, GitHub's refusal to say, means no. */
export function mayWrite(permission: Permission | null): boolean {
  return permission === 'admin' || permission === 'write';
}

/** Null: GitHub refuses to say. */
async function asked<T>(question: Promise<T>): Promise<T | null> {
  try {
    return await question;
  } catch (error) {
    const status = refusedWith(error);
    if (status !== null && status < 500 && !(error instanceof RateLimited)) return null;
    throw error;
  }
}

function untrusted(reason: string): TrustDecision {
  return { trust: 'untrusted', reason };
}
