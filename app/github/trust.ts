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
};

/** How far code is trusted, and why, in words for a person. */
export type TrustDecision = { readonly trust: Trust; readonly reason: string };

/**
 * Decides by who wrote the code that will run. GitHub is asked what they may do, and a refusal means no. Bots count only
 * by their names in the policy. Throws when GitHub does not answer: then nothing is decided, so nothing runs.
 */
export async function decideTrust(
  api: Pick<GitHubApi, 'permission' | 'isProtected'>,
  origin: Origin,
  policy: Policy,
): Promise<TrustDecision> {
  const { repository, isFork, pusher, pushedTo } = origin;
  if (isFork) return untrusted('its head is in a fork');
  if (pusher === null) return untrusted('nobody saw who pushed its head');
  const isProtected = pushedTo !== null && (await asked(api.isProtected(repository, pushedTo)));
  // Whom a protected branch lets push is what its protection is for.
  if (pushedTo !== null && isProtected === true) {
    return {
      trust: 'protected',
      reason: `it was pushed to ${pushedTo.branch}, which is protected`,
    };
  }
  const { login, isBot } = pusher;
  if (isBot) return trustBot(login, policy);
  return mayWrite(await asked(api.permission(repository, login)))
    ? { trust: 'writer', reason: `it was pushed by ${login}, who may write` }
    : untrusted(`it was pushed by ${login}, who may not write`);
}

function trustBot(login: string, policy: Policy): TrustDecision {
  if (listsBot(policy, login)) {
    return { trust: 'writer', reason: `it was pushed by ${login}, a bot that is listed` };
  }
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
