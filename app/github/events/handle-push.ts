import type { Audit } from '../../domain/audit.ts';
import { awaitPull } from '../../triggers/await-pull.ts';
import { doubtApprovals } from '../approvals/doubt-approvals.ts';
import { policyOf } from '../../triggers/policy-of.ts';
import type { Started } from '../../triggers/start-order.ts';
import { syncSchedules } from '../../triggers/schedules/sync-schedules.ts';
import type { Instant } from '../../domain/run/run.ts';
import type { Change } from '../../runtime/ports/store.ts';
import type { Config } from '../reads/api-port.ts';
import { changedPaths } from '../reads/changed-paths.ts';
import type { Delivery } from '../inbox/work-deliveries.ts';
import { readPush, type PushEvent } from '../inbox/read-delivery.ts';
import { messageChange, type SourceDemands } from '../message.ts';
import { PROPOSED } from '../publish/aggregate/demand-notes.ts';
import { decideTrust, type OriginBranch, type TrustDecision } from '../trust.ts';
import { askedOnce, demandsOfChange } from '../start/demands-of-change.ts';
import { bridgeToTested } from '../start/bridge-to-tested.ts';
import { githubContext } from '../start/github-context.ts';
import { pullSubject } from '../start/pull-subject.ts';
import type { IngressDeps } from '../ingress-deps.ts';
import { startFromConfig } from '../start/start-from-config.ts';
import { toldOrTriedAgain } from '../start/told-or-tried-again.ts';

/**
 * About a minute: so long GitHub may not know yet which pull request a commit is the merge of.
 * https://github.com/Songmu/tagpr/pull/333, https://github.com/tektoncd/pipelines-as-code/pull/2382
 */
const TRIES_FOR_MERGE = 5;

/**
 * Where a merge queue puts its groups; `merge_group` tells of those.
 * https://docs.github.com/repositories/configuring-branches-and-merges-in-your-repository/configuring-pull-request-merges/managing-a-merge-queue#triggering-merge-group-checks-with-other-ci-providers
 */
const QUEUE_REFS = 'refs/heads/gh-readonly-queue/';

/** A push: every pipeline of the new commit whose triggers say so starts. One call, and silence, where there are none. */
export async function handlePush(
  deps: IngressDeps,
  delivery: Delivery,
): Promise<readonly Change[]> {
  const { id, payload, tries, at } = delivery;
  const push = readPush(payload);
  if (push === null || push.ref.startsWith(QUEUE_REFS)) return [];
  const ended = await endOverrides(deps, push, { id, at });
  if (push.deleted || push.sender.login === deps.self) return ended;
  await doubtApprovals(deps, push.repository);
  const { repository, after: sha } = push;
  const api = deps.api(repository.installation);
  const config = await api.readConfig(repository, { sha, pull: null, base: null });
  if (config === null) return ended;
  if (config.head.isEmpty && config.granting.isEmpty) {
    return [...(await schedulesOf(deps, push, config, [])), ...ended];
  }
  const pushedTo = await pushedToOf(deps, push);
  const mayLag = tries <= TRIES_FOR_MERGE;
  const origin = { repository, isFork: false, pusher: push.sender, pushedTo, sha, mayLag };
  const trust = await decideTrust(api, origin, policyOf(config.policy));
  const outcome = await startPushed(deps, push, config, { ...trust, mayLag });
  const summary = { type: 'verdict', repository, sha, pull: null, trust, ...outcome } as const;
  const told = await toldOrTriedAgain(deps, delivery, summary);
  const schedules = await schedulesOf(deps, push, config, outcome.started);
  return [...schedules, ...answeredFor(deps, { id, push, trust }), ...ended, told];
}

async function startPushed(
  deps: IngressDeps,
  push: PushEvent,
  config: Config,
  { trust, reason, mayLag }: TrustDecision & { readonly mayLag: boolean },
): Promise<Outcome> {
  const { repository, before, after: sha } = push;
  const api = deps.api(repository.installation);
  const branch = branchOf(push);
  const isDefault = branch === config.defaultBranch;
  const change = { type: 'push', before, after: sha, isDefault } as const;
  const from = {
    config,
    triggerEvent: { type: 'push', ref: push.ref, deleted: false } as const,
    hosted: { repository, trust, pull: null },
    subject: subjectOf(push),
    changed: askedOnce(() => changedPaths(api, repository, change)),
    held: trust === 'untrusted' ? reason : null,
  };
  const { hosted } = from;
  const bridge =
    branch === null ? {} : { bridge: bridgeToTested(deps, { branch, hosted, sha, mayLag }) };
  const started = await startFromConfig(deps, { ...from, ...bridge });
  if (branch === null || isDefault) return { started };
  const base = config.defaultBranch;
  const proposed = { type: 'pull', base: config.defaultSha, head: sha } as const;
  const changed = askedOnce(() => changedPaths(api, repository, proposed));
  const triggerEvent = { type: 'pull_request', action: 'opened', base } as const;
  const ofPush = await demandsOfChange(deps, from, { source: 'push', base: null });
  const proposal = { ...from, triggerEvent, changed, subject: proposedBy(push, branch, base) };
  const ofPull = await demandsOfChange(deps, proposal, { source: PROPOSED, base });
  return {
    started: await awaitPull(started, { files: config.head, base, changed }),
    demands: [ofPush, ofPull],
  };
}

type Outcome = {
  readonly started: readonly Started[];
  readonly demands?: readonly SourceDemands[];
};

/** What deploys without a review stands in the audit, with whose word lets it. */
function answeredFor(
  { clock }: IngressDeps,
  { id, push, trust }: { id: string; push: PushEvent; trust: TrustDecision },
): readonly Change[] {
  if (trust.answeredBy === undefined) return [];
  const { repository, sender, ref, after: sha } = push;
  const about = { id: `push ${id}`, at: clock.now(), repository: repository.id, sha };
  const reason = trust.reason;
  const asked = `push to ${ref}`;
  const who = { actor: sender.login, actorId: sender.id };
  const audit: Audit = {
    ...about,
    ...who,
    permission: 'write',
    surface: 'push',
    about: { type: 'push.trust', ref },
    asked,
    decision: 'granted',
    reason,
    evidence: {},
  };
  return [{ type: 'audit.add', audit }];
}

/** What was overridden of changes into a branch held for the branch as it was. */
async function endOverrides(
  { store, clock }: IngressDeps,
  push: PushEvent,
  { id, at: before }: { readonly id: string; readonly at: Instant },
): Promise<readonly Change[]> {
  const { repository } = push;
  const base = branchOf(push);
  const overrides = base === null ? [] : await store.provenance.overridesInto(repository.id, base);
  if (base === null || overrides.length === 0) return [];
  const shas = [...new Set(overrides.map(({ sha }) => sha))];
  return [
    { type: 'override.drop', repository: repository.id, base, before },
    ...shas.map((sha) =>
      messageChange(`judge ${id} ${sha}`, { type: 'judge', repository, sha }, clock.now()),
    ),
  ];
}

async function pushedToOf({ store }: IngressDeps, push: PushEvent): Promise<OriginBranch | null> {
  const branch = branchOf(push);
  if (branch === null) return null;
  const trusted = await store.provenance.trustedBranch(push.repository.id, branch);
  return { branch, isNew: push.before === null, trusted };
}

/** Null: it is a tag. */
function branchOf({ ref }: PushEvent): string | null {
  return /^refs\/heads\/(.+)$/.exec(ref)?.[1] ?? null;
}

/** The default branch says when pipelines start. A push that was overtaken by another says nothing. */
async function schedulesOf(
  { store, clock }: IngressDeps,
  { repository, ref, after }: PushEvent,
  { defaultBranch, defaultSha, head }: Config,
  started: readonly Started[],
): Promise<readonly Change[]> {
  if (ref !== `refs/heads/${defaultBranch}` || after !== defaultSha) return [];
  // Files that are not read say nothing: the check tells why.
  const isRead = started.every(({ type }) => type !== 'unread');
  if (!isRead || (await head.excess()) !== null) return [];
  const all = await head.all();
  return syncSchedules(store.schedules, { ...repository, defaultBranch }, all, clock.now());
}

/** What a pull request of this push would be to expressions, its number apart: nobody opened it yet. */
function proposedBy({ repository, after, sender }: PushEvent, branch: string, base: string) {
  const head = { number: 0, headSha: after, headRef: branch, isFork: false, base };
  return pullSubject({ repository, ...head, actor: sender.login, trigger: 'pull_request' });
}

function subjectOf({ repository, after: sha, ref, sender }: PushEvent) {
  const ref_type = ref.startsWith('refs/tags/') ? 'tag' : 'branch';
  const github = { ...githubContext(repository), ref_type };
  return { sha, ref, actor: sender.login, trigger: 'push', github };
}
