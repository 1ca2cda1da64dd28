import { policyOf } from '../../triggers/policy-of.ts';
import type { Started, StartSubject } from '../../triggers/start-order.ts';
import type { Change } from '../../runtime/ports/store.ts';
import type { Config, GroupPull } from '../reads/api-port.ts';
import { changedPaths } from '../reads/changed-paths.ts';
import type { Delivery } from '../inbox/work-deliveries.ts';
import { readMergeGroup, type MergeGroupEvent } from '../inbox/read-delivery.ts';
import type { IngressDeps } from '../ingress-deps.ts';
import { nothingRuns } from './nothing-runs.ts';
import { askedOnce, demandsOfChange } from '../start/demands-of-change.ts';
import { githubContext } from '../start/github-context.ts';
import { otherBase } from '../other-base.ts';
import { startFromConfig } from '../start/start-from-config.ts';
import { toldOrTriedAgain } from '../start/told-or-tried-again.ts';
import { trustOfGroup } from '../start/trust-of-group.ts';

/** About a minute: so long GitHub's queue may not show yet what it told. */
const TRIES_FOR_GROUP = 5;

/**
 * A merge queue asks for the required checks of a group: its pipelines start at the group's head, where GitHub waits for
 * the check. A group that is dropped needs them no more; one that was merged is the branch's commit now.
 * https://docs.github.com/webhooks/webhook-events-and-payloads#merge_group
 */
export async function handleMergeGroup(
  deps: IngressDeps,
  delivery: Delivery,
): Promise<readonly Change[]> {
  const group = readMergeGroup(delivery.payload);
  if (group === null) return [];
  if (group.action === 'destroyed') return cancelRuns(deps, group);
  if (group.action !== 'checks_requested') return [];
  const { repository, headSha: sha, base } = group;
  const asked = { sha, pull: null, base: otherBase(repository, base) };
  const config = await deps.api(repository.installation).readConfig(repository, asked);
  if (config === null) return [];
  if (config.head.isEmpty && config.granting.isEmpty) {
    return [nothingRuns(deps, { ...delivery, repository, sha })];
  }
  return start(deps, delivery, { group, config });
}

async function start(
  deps: IngressDeps,
  delivery: Delivery,
  { group, config }: { readonly group: MergeGroupEvent; readonly config: Config },
): Promise<readonly Change[]> {
  const { repository, headSha: sha, base } = group;
  const api = deps.api(repository.installation);
  const mayLag = delivery.tries <= TRIES_FOR_GROUP;
  const policy = policyOf(config.policy);
  const decided = await trustOfGroup(deps, { ...group, policy, mayLag });
  if (decided === null) return [];
  const { trust, held, pulls } = decided;
  // Since the branch, not since the group before: GitHub may merge by the last group's check alone.
  const change = { type: 'pull', base, head: sha } as const;
  const from = {
    config,
    triggerEvent: { type: 'merge_group', base } as const,
    hosted: { repository, trust: trust.trust, pull: null },
    subject: subjectOf(group),
    changed: askedOnce(() => changedPaths(api, repository, change)),
    held,
  };
  const started = await startFromConfig(deps, from);
  const demands = [await demandsOfChange(deps, from, { source: 'group', base })];
  // A queue drops a group that is not green: nobody could let it run in time.
  const told = started.map((one) => (one.type === 'held' ? barred(one) : one));
  const about = { type: 'verdict', repository, sha, pull: null } as const;
  const summary = { ...about, trust, started: told, demands };
  const answered = await answeredFor(deps, group, pulls);
  return [...answered, await toldOrTriedAgain(deps, delivery, summary)];
}

/** Who answered for a pull request at the head that is queued did so for its merge. */
async function answeredFor(
  { store }: IngressDeps,
  { repository, headSha: sha, base }: MergeGroupEvent,
  pulls: readonly GroupPull[],
): Promise<readonly Change[]> {
  const changes: Change[] = [];
  for (const { headSha } of pulls) {
    for (const override of await store.provenance.overridesAt(repository.id, headSha)) {
      if (override.base !== base) continue;
      changes.push({ type: 'override.add', override: { ...override, sha } });
    }
  }
  return changes;
}

function barred({ file, pipeline, reason }: Extract<Started, { type: 'held' }>): Started {
  return { type: 'barred', file, pipeline, reason };
}

/** As GitHub's own workflows see it: the ref is the group's, the base the event's. */
function subjectOf(group: MergeGroupEvent): StartSubject {
  const { repository, headSha: sha, headRef: ref, baseSha, base, sender } = group;
  const told = { head_sha: sha, head_ref: ref, base_sha: baseSha, base_ref: `refs/heads/${base}` };
  const event = { merge_group: told };
  const github = { ...githubContext(repository), base_ref: base, event, ref_type: 'branch' };
  return { sha, ref, actor: sender.login, trigger: 'merge_group', github };
}

async function cancelRuns(
  { store, runtime }: IngressDeps,
  { repository, headSha: sha, headRef, reason: why, sender }: MergeGroupEvent,
): Promise<readonly Change[]> {
  if (why === 'merged') return [];
  const query = { pipeline: null, open: true, limit: 1000, repository: repository.id, sha };
  const runs = await store.runs.list(query);
  const reason = 'the merge queue dropped this group';
  for (const { id } of runs.filter(({ ref }) => ref === headRef)) {
    const by = sender.login;
    await runtime.handle(id, { type: 'run.cancel-requested', by, reason, forced: false });
  }
  return [];
}
