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
  if (pusher.id === null) return untrusted('who pushed its head was not written down by number');
  const { login, isBot } = pusher;
  const isListed = isBot && listsBot(policy, login);
  if (isBot && !isListed && login !== MERGE_QUEUE) return foreignBot(login, policy);
  return trustKnown(api, { ...origin, pusher }, { isListed, policy });
}

type Pushed = Origin & { readonly pusher: Pusher };
type Known = { readonly isListed: boolean; readonly policy: Policy };

async function trustKnown(
  api: Pick<GitHubApi, 'permission' | 'protection' | 'pullsOf'>,
  origin: Pushed,
  known: Known,
): Promise<TrustDecision> {
  const protection = await protectionOf(api, origin);
  const through = await throughProtection(api, origin, protection);
  if (through !== null) return through;
  const decision = await trustPusher(api, origin, known);
  const trusted = origin.pushedTo?.trusted ?? null;
  // Where a rule holds, it holds, whatever somebody said before there was one.
  const isAnswered = trusted !== null && protection === 'none' && !origin.pusher.isBot;
  if (isAnswered && decision.trust === 'writer') return byAdministrator(trusted, decision.reason);
  return noted(decision, origin, protection);
}

async function trustPusher(
  api: Pick<GitHubApi, 'permission'>,
  { repository, pusher, pushedTo }: Pushed,
  { isListed, policy }: Known,
): Promise<TrustDecision> {
  const { login, isBot } = pusher;
  // Only who may write puts something into a merge queue.
  if (login === MERGE_QUEUE && pushedTo !== null) {
    return { trust: 'writer', reason: 'a merge queue merged it for somebody who may write' };
  }
  if (isListed)
    return { trust: 'writer', reason: `it was pushed by ${login}, a bot that is listed` };
  if (isBot) return foreignBot(login, policy);
  if (!mayWrite(await asked(api.permission(repository, pusher)))) {
    return untrusted(`it was pushed by ${login}, who may not write`);
  }
  return { trust: 'writer', reason: `it was pushed by ${login}, who may write` };
}

/** Where a plan offers no protection, an administrator answers for who may write. */
function byAdministrator({ branch, by }: TrustedBranch, reason: string): TrustDecision {
  const note = `Pushes to ${branch} deploy without review because ${by} ran /mlp trust ${branch}. To stop this, an administrator can run /mlp trust ${branch} off.`;
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
  protection: Asked,
): TrustDecision {
  const branch = pushedTo?.branch;
  if (decision.trust !== 'writer' || branch !== repository.defaultBranch) return decision;
  return { ...decision, note: NOTES[protection](branch) };
}

const NOTES: Readonly<Record<Asked, (branch: string) => string>> = {
  none: (branch) =>
    `Nothing deploys from ${branch}: no rule requires an approved pull request. An administrator can add one in the settings of the repository, under Rules, or, where its plan offers none, run /mlp trust ${branch} in any issue.`,
  unknown: (branch) =>
    `Nothing deploys from ${branch}: GitHub does not tell this app which rules protect it.`,
  reviewed: (branch) => `Not deployed: this push bypassed the review that ${branch} requires.`,
  restricted: (branch) => `Not deployed: ${branch} restricts who may push.`,
};

/** `unknown`: GitHub refuses to say. */
type Asked = BranchProtection | 'unknown';

async function protectionOf(
  api: Pick<GitHubApi, 'protection'>,
  { repository, pushedTo }: Origin,
): Promise<Asked> {
  if (pushedTo === null) return 'none';
  return (await asked(api.protection(repository, pushedTo))) ?? 'unknown';
}

/** GitHub's own, which merges what its queue has tested: https://docs.github.com/repositories/configuring-branches-and-merges-in-your-repository/configuring-pull-request-merges/managing-a-merge-queue */
const MERGE_QUEUE = 'github-merge-queue[bot]';

/** Full trust; null: it did not come past any protection. */
async function throughProtection(
  api: Pick<GitHubApi, 'pullsOf'>,
  { repository, pushedTo, sha, mayLag }: Origin,
  protection: Asked,
): Promise<TrustDecision | null> {
  if (pushedTo === null || protection === 'none' || protection === 'unknown') return null;
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
