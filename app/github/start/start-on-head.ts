import type { Policy } from '../../domain/policy.ts';
import type { TriggerEvent } from '../../domain/trigger-event.ts';
import type { RepositoryRef } from '../../domain/hosted.ts';
import type { Pusher } from '../../runtime/ports/provenance.ts';
import type { Started } from '../../triggers/start-order.ts';
import type { IngressDeps } from '../ingress-deps.ts';
import { whySpent } from '../publish/check/generations.ts';
import type { Config, GitHubApi, Pull } from '../reads/api-port.ts';
import { decideTrust, type TrustDecision } from '../trust.ts';
import { pullSubject } from './pull-subject.ts';
import { startFromConfig } from './start-from-config.ts';

/** The head of an open pull request, as it stands now, and who asks for something to run on it. */
export type Head = {
  readonly deps: IngressDeps;
  readonly api: GitHubApi;
  readonly repository: RepositoryRef;
  readonly sender: Pusher;
  readonly pull: Pull;
  readonly config: Config;
  readonly policy: Policy;
};

export type HeadStart = {
  readonly triggerEvent: TriggerEvent;
  readonly trust: TrustDecision;
  /** The one pipeline that is meant; null: all that the event starts. */
  readonly only: string | null;
  readonly params: Readonly<Record<string, string>>;
  /** Names the wish, so that the same one read twice starts one run; null: the commit does, as if it had run by itself. */
  readonly once: string | null;
};

/** Starts what an event starts at the head of a pull request. */
export async function startOnHead(
  { deps, repository, sender, pull, config }: Head,
  { triggerEvent, trust, only, params, once }: HeadStart,
): Promise<readonly Started[]> {
  const { headSha, headRef, base, number } = pull;
  const isFork = pull.headRepository !== repository.id;
  const head = { repository, number, headSha, headRef, isFork, base };
  const trigger = triggerEvent.type;
  return startFromConfig(deps, {
    config,
    triggerEvent,
    hosted: { repository, trust: trust.trust, pull: number },
    subject: {
      ...pullSubject({ ...head, actor: sender.login, trigger }),
      ...(sender.id !== null && { actorId: sender.id }),
    },
    changed: async () => 'any',
    held: null,
    only,
    params,
    ...(once !== null && { once: (pipeline: string) => `${once} ${pipeline}` }),
  });
}

/** How far the head is trusted: by who pushed it. */
export async function trustOfHead({
  deps,
  api,
  repository,
  pull,
  policy,
}: Head): Promise<TrustDecision> {
  const isFork = pull.headRepository !== repository.id;
  const pusher = await deps.store.provenance.pusherOf(repository.id, pull.headSha);
  const origin = { repository, isFork, pusher, pushedTo: null, sha: pull.headSha, mayLag: false };
  return decideTrust(api, origin, policy);
}

/** Why nothing more may be begun at the head; null: something may. */
export function whyHeadIsSpent({ deps, repository, pull }: Head): Promise<string | null> {
  return whySpent(deps.store.publications, repository, pull.headSha);
}

export type LetRun =
  | { readonly type: 'started'; readonly started: readonly Started[] }
  | { readonly type: 'refused'; readonly reason: string };

/** Lets a head that is held back run once, as it would have by itself, without secrets. */
export async function letRun(
  head: Head,
  params: Readonly<Record<string, string>>,
): Promise<LetRun> {
  const trust = await trustOfHead(head);
  if (trust.trust !== 'untrusted') {
    return { type: 'refused', reason: `Nothing is held back: ${trust.reason}.` };
  }
  const spent = await whyHeadIsSpent(head);
  if (spent !== null) return { type: 'refused', reason: spent };
  const { base } = head.pull;
  const triggerEvent = { type: 'pull_request', action: 'opened', base } as const;
  const order = { triggerEvent, trust, only: null, params, once: null };
  return { type: 'started', started: await startOnHead(head, order) };
}
