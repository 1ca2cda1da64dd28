import { doubtApprovals } from '../approvals/doubt-approvals.ts';
import { policyOf } from '../../triggers/policy-of.ts';
import type { JsonMap } from '../../domain/json.ts';
import type { RepositoryRef } from '../../domain/hosted.ts';
import { publicationId } from '../../runtime/ports/hosted/publications.ts';
import type { Pusher } from '../../runtime/ports/provenance.ts';
import type { Change } from '../../runtime/ports/store.ts';
import type { Config } from '../reads/api-port.ts';
import { changedPaths } from '../reads/changed-paths.ts';
import type { Delivery } from '../inbox/work-deliveries.ts';
import { readPull, type PullRequestEvent } from '../inbox/read-delivery.ts';
import { nothingRuns } from './nothing-runs.ts';
import { messageChange } from '../message.ts';
import { decideTrust } from '../trust.ts';
import { withClosed } from '../publish/comment/comment-notes.ts';
import type { IngressDeps } from '../ingress-deps.ts';
import { offerAgain } from './settle-repository.ts';
import { isLookedAtAgain, lookAgain } from './look-again.ts';
import { askedOnce, demandsOfChange } from '../start/demands-of-change.ts';
import { otherBase } from '../other-base.ts';
import { pullSubject } from '../start/pull-subject.ts';
import { startFromConfig } from '../start/start-from-config.ts';
import { toldOrTriedAgain } from '../start/told-or-tried-again.ts';

const STARTING = new Set(['opened', 'synchronize', 'reopened']);
/** About a minute: so long a push may come later than the pull request that shows it. */
const TRIES_FOR_PUSHER = 5;

/** A pull request: opened or moved, its pipelines start; closed, what runs for it ends. */
export async function handlePull(
  deps: IngressDeps,
  delivery: Delivery,
): Promise<readonly Change[]> {
  const pull = readPull(delivery.payload);
  if (pull === null) return [];
  if (pull.action === 'closed') {
    const { repository, headSha: sha } = pull;
    await noteClosed(deps, pull, true);
    const ended = await answeredNoMore(deps, delivery, { repository, sha });
    return [...(await cancelRuns(deps, pull)), ...ended];
  }
  if (pull.action === 'reopened') await noteClosed(deps, pull, false);
  if (pull.action === 'unlocked') return [offerAgain(deps, { repository: pull.repository.id })];
  if (isMoved(pull)) await doubtApprovals(deps, pull.repository);
  else if (!STARTING.has(pull.action)) return [];
  if (isLookedAtAgain(delivery) && (await isUnseen(deps, pull))) {
    return lookAgain(deps.clock, delivery);
  }
  const { repository, before: sha } = pull;
  const ended = sha === null ? [] : await answeredNoMore(deps, delivery, { repository, sha });
  return [...pushedHead(deps, pull), ...ended, ...(await start(deps, delivery, pull))];
}

/** Its comment, if there is one, keeps what was decided by, whatever moves after it was closed. */
async function noteClosed(
  { store, clock }: IngressDeps,
  { repository, number: pull }: PullRequestEvent,
  closed: boolean,
): Promise<void> {
  const target = { type: 'comment', repository, pull } as const;
  if ((await store.publications.find(publicationId(target))) === null) return;
  const notes = (known: JsonMap) => withClosed(known, closed);
  await store.publications.touch([{ target, notes }], clock.now());
}

/** Whoever answered for a head did so for that head, as long as it was one. */
async function answeredNoMore(
  { store, clock }: IngressDeps,
  { id }: Delivery,
  { repository, sha }: { readonly repository: RepositoryRef; readonly sha: string },
): Promise<readonly Change[]> {
  const overrides = await store.provenance.overridesAt(repository.id, sha);
  if (overrides.length === 0) return [];
  const judge = { type: 'judge', repository, sha } as const;
  return [
    { type: 'override.end', repository: repository.id, sha },
    messageChange(`judge ${id} ${sha}`, judge, clock.now()),
  ];
}

/** It merges into another branch now: GitHub tells that as an edit (https://github.com/github/docs/issues/23051). */
function isMoved({ action, hasNewBase }: PullRequestEvent): boolean {
  return action === 'edited' && hasNewBase;
}

async function start(
  deps: IngressDeps,
  delivery: Delivery,
  pull: PullRequestEvent,
): Promise<readonly Change[]> {
  const { repository, number, headSha: sha, base } = pull;
  const api = deps.api(repository.installation);
  const config = await api.readConfig(repository, {
    sha,
    pull: number,
    base: otherBase(repository, base),
  });
  if (config === null) return [];
  // Closed since: what comes late must not start what nobody will end.
  if (config.pull?.isOpen === false) return [];
  if (config.head.isEmpty && config.granting.isEmpty) {
    return [nothingRuns(deps, { ...delivery, repository, sha })];
  }
  // Moved since: its newer head is looked at by itself.
  if (isLookedAtAgain(delivery) && config.pull?.headSha !== sha) return [];
  return startAt(deps, delivery, pull, config);
}

async function startAt(
  deps: IngressDeps,
  delivery: Delivery,
  pull: PullRequestEvent,
  config: Config,
): Promise<readonly Change[]> {
  const { repository, number, headSha: sha, action, base, isFork } = pull;
  const api = deps.api(repository.installation);
  const pusher = await pusherOf(deps, pull, delivery.tries);
  const origin = { repository, isFork, pusher, pushedTo: null, sha, mayLag: false };
  const trust = await decideTrust(api, origin, policyOf(config.policy));
  const change = { type: 'pull', base: pull.baseSha, head: sha } as const;
  const from = {
    config,
    // What holds for a new base is what would hold for a pull request that is opened into it.
    triggerEvent: { type: 'pull_request', action: isMoved(pull) ? 'opened' : action, base },
    hosted: { repository, trust: trust.trust, pull: number },
    subject: pullSubject({ ...pull, actor: pull.sender.login, trigger: 'pull_request' }),
    changed: askedOnce(() => changedPaths(api, repository, change)),
    held: trust.trust === 'untrusted' ? trust.reason : null,
  } as const;
  const started = await startFromConfig(deps, from);
  const demands = [await demandsOfChange(deps, from, { source: `pull ${number}`, base })];
  const about = { type: 'verdict', repository, sha, pull: number } as const;
  const summary = { ...about, trust, started, demands };
  // Without the push nothing may run; it may have been lost, and be sent again.
  const later = pusher === null ? lookAgain(deps.clock, delivery) : [];
  return [await toldOrTriedAgain(deps, delivery, summary), ...later];
}

/** Whoever moved the head pushed it: known even where the push itself is lost, for commands that come later. */
function pushedHead({ clock }: IngressDeps, pull: PullRequestEvent): readonly Change[] {
  const { action, isFork, repository, headSha: sha, sender: by } = pull;
  if (action !== 'synchronize' || isFork) return [];
  return [{ type: 'head.pushed', repository: repository.id, sha, by, at: clock.now() }];
}

async function isUnseen({ store }: IngressDeps, { repository, headSha }: PullRequestEvent) {
  return (await store.provenance.pusherOf(repository.id, headSha)) === null;
}

/** Who moved the head did push it; who opened or reopened the pull request may be someone else. */
async function pusherOf(
  { store }: IngressDeps,
  { action, isFork, sender, repository, headSha }: PullRequestEvent,
  tries: number,
): Promise<Pusher | null> {
  if (action === 'synchronize' || isFork) return sender;
  const pusher = await store.provenance.pusherOf(repository.id, headSha);
  if (pusher === null && tries <= TRIES_FOR_PUSHER) throw new PushNotSeen(headSha);
  return pusher;
}

class PushNotSeen extends Error {
  override readonly name = 'PushNotSeen';
  constructor(sha: string) {
    super(`the push of ${sha} has not come yet`);
  }
}

async function cancelRuns(
  { store, runtime }: IngressDeps,
  { repository, number, sender }: PullRequestEvent,
): Promise<readonly Change[]> {
  const query = { pipeline: null, open: true, limit: 1000, repository: repository.id };
  const runs = await store.runs.list(query);
  const reason = `pull request #${number} was closed`;
  for (const { id } of runs.filter(({ hosted }) => hosted?.pull === number)) {
    const by = sender.login;
    await runtime.handle(id, { type: 'run.cancel-requested', by, reason, forced: false });
  }
  return [];
}
