import type { RepositoryRef, Trust } from '../domain/hosted.ts';
import { listsBot, POLICY_FILE, type Policy } from '../domain/policy.ts';
import type { Pusher, TrustedBranch } from '../runtime/ports/provenance.ts';
import type { BranchProtection, GitHubApi, Permission, PushedTo } from './reads/api-port.ts';
import { refusalOf } from './client/what-failed.ts';

/** What is known of the code that would run: where its head is, and who pushed it there. */
export type Origin = {
  readonly repository: RepositoryRef;
  /** The head is in another repository. */
  readonly isFork: boolean;
  /** Who pushed the head, not who opened the pull request; null: nobody saw it. */
  readonly pusher: Pusher | null;
  /** The branch that was pushed to, perhaps made by that; null: it is looked at for a pull request, or is a tag. */
  readonly pushedTo: OriginBranch | null;
  readonly sha: string;
  /** It was pushed just now: GitHub's lists may not have it yet, and it is asked again later. */
  readonly mayLag: boolean;
};

export type OriginBranch = PushedTo & {
  /** An administrator trusts what people push there (`/mlp trust`); null: nobody said so. */
  readonly trusted: TrustedBranch | null;
};

/** How far code is trusted, and why, in words for a person. */
export type TrustDecision = {
  readonly trust: Trust;
  readonly reason: string;
  /** What the check says of it: what the branch's protection makes of a push, where people may wonder. */
  readonly note?: string;
  /** The administrator by whose word alone it is trusted whole. */
  readonly answeredBy?: string;
};

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
  const protection = await protectionOf(api, origin);
  const past = await pastProtection(api, origin, protection);
  if (past !== null) return past;
  const decision = await trustPusher(api, { ...origin, pusher }, { isListed, policy });
  return noted(decision, origin, protection);
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
  if (!mayWrite(await asked(api.permission(repository, login)))) {
    return untrusted(`it was pushed by ${login}, who may not write`);
  }
  const reason = `it was pushed by ${login}, who may write`;
  const trusted = pushedTo?.trusted ?? null;
  return trusted === null ? { trust: 'writer', reason } : byAdministrator(trusted, reason);
}

/** Where a plan offers no protection, an administrator answers for who may write. */
function byAdministrator({ branch, by }: TrustedBranch, reason: string): TrustDecision {
  const note = `What people with write access push to ${branch} deploys without a review, since ${by} said /mlp trust ${branch}. An administrator ends that by /mlp trust ${branch} off.`;
  return {
    trust: 'protected',
    reason: `${reason}, and ${by} trusts ${branch}`,
    note,
    answeredBy: by,
  };
}

/** People who wonder why nothing deploys from the default branch are told what would have to be otherwise. */
function noted(
  decision: TrustDecision,
  { repository, pushedTo }: Origin,
  protection: BranchProtection,
): TrustDecision {
  const branch = pushedTo?.branch;
  if (decision.trust !== 'writer' || branch !== repository.defaultBranch) return decision;
  const note =
    protection === 'none'
      ? `Nothing deploys from ${branch}, since no rule asks for an approval of what comes there. An administrator can add one in the settings of the repository, under Rules, or, where its plan offers none, say /mlp trust ${branch} in any issue.`
      : `Nothing of this deploys, since it was pushed past the review that ${branch} asks for.`;
  return { ...decision, note };
}

async function protectionOf(
  api: Pick<GitHubApi, 'protection'>,
  { repository, pushedTo }: Origin,
): Promise<BranchProtection> {
  if (pushedTo === null) return 'none';
  return (await asked(api.protection(repository, pushedTo))) ?? 'none';
}

/** GitHub's own, which merges what its queue has tested: https://docs.github.com/repositories/configuring-branches-and-merges-in-your-repository/configuring-pull-request-merges/managing-a-merge-queue */
const MERGE_QUEUE = 'github-merge-queue[bot]';

/** Full trust; null: it did not come past any protection. */
async function pastProtection(
  api: Pick<GitHubApi, 'pullsOf'>,
  { repository, pushedTo, sha, mayLag }: Origin,
  protection: BranchProtection,
): Promise<TrustDecision | null> {
  if (pushedTo === null || protection === 'none') return null;
  const { branch } = pushedTo;
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
    if (refusalOf(error) !== null) return null;
    throw error;
  }
}

function untrusted(reason: string): TrustDecision {
  return { trust: 'untrusted', reason };
}
