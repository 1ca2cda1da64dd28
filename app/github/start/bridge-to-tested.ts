import type { HostedRun } from '../../domain/hosted.ts';
import type { ApprovalSpec, Plan, PlanStep } from '../../domain/plan.ts';
import type { Bridge } from '../../domain/run/bridge.ts';
import type { RunRequest } from '../../domain/run/run.ts';
import type { Store } from '../../runtime/ports/store.ts';
import { promotes } from '../../domain/steps-above-promotion.ts';
import { runOfHead, type HeadQuestion, type HostedHeader } from '../approvals/run-of-head.ts';
import { approvalsOfTested } from '../approvals/approvals-of-tested.ts';
import { refusalOf } from '../client/what-failed.ts';
import type { IngressDeps } from '../ingress-deps.ts';
import type { GitHubApi, Pull } from '../reads/api-port.ts';
import { askedOnce } from './demands-of-change.ts';

type Pushed = {
  readonly branch: string;
  readonly hosted: HostedRun;
  readonly sha: string;
  /** It was pushed just now: GitHub's lists may not have its pull request yet, and are asked again later. */
  readonly mayLag: boolean;
};

/**
 * How the runs of a commit that was pushed to a protected branch stand to what its pull request tested: one takes over what
 * the newest run at the pull request's head (or of its merge group) made, if it would do the very same and an approval of
 * that counts now; else it does the work again and says why. Null: there is nothing that could be taken over.
 */
export function bridgeToTested(
  deps: IngressDeps,
  pushed: Pushed,
): (plan: Plan, request: RunRequest) => Promise<Bridge | null> {
  const { hosted, sha } = pushed;
  const api = deps.api(hosted.repository.installation);
  const merged = askedOnce(() => mergedPull(api, pushed));
  return async (plan, request) => {
    const isAsked = hosted.trust === 'protected' && promotes(plan);
    const pull = isAsked ? await merged() : null;
    if (pull === null) return null;
    const { ref } = request;
    const place = { pipeline: plan.pipeline, repository: hosted.repository.id, ref };
    const head = await runOfHead(deps.store, { ...place, sha: pull.headSha });
    if (head === null) return null;
    const group = await groupRun(deps.store, { ...place, sha });
    const candidates = group === null ? [head] : [head, group];
    return bridgeTo({ deps, api, plan, request, pull }, head, candidates);
  };
}

/** The first of the candidates that the run may take over; else why not the first. */
async function bridgeTo(
  testing: Testing,
  head: HostedHeader,
  candidates: readonly HostedHeader[],
): Promise<Bridge | null> {
  const { number: pull } = testing.pull;
  let because: string | null = null;
  try {
    for (const run of candidates) {
      const why = await whyNot(testing, run, head);
      if (why === null) return { type: 'tested', run: run.id, pull };
      because ??= why;
    }
  } catch (error) {
    if (refusalOf(error) === null) throw error;
    because ??= 'GitHub does not let this app see who approved it';
  }
  return because === null ? null : { type: 'again', pull, because };
}

/**
 * GitHub sets `merge_commit_sha` of a merged pull request to the merge commit, the one squashed commit, or the last of
 * those that were rebased: https://docs.github.com/rest/pulls/pulls#get-a-pull-request
 */
async function mergedPull(
  api: Pick<GitHubApi, 'pullsOf' | 'pull' | 'authors'>,
  { branch, hosted, sha, mayLag }: Pushed,
): Promise<Pull | null> {
  const pulls = await api.pullsOf(hosted.repository, sha);
  const merged = pulls.find(({ isMerge, base }) => isMerge && base === branch);
  // What GitHub made and signed itself is most likely a merge by its button.
  const isAwaited = merged === undefined && mayLag;
  if (isAwaited && (await api.authors(hosted.repository, { sha }))?.isOfGitHub === true) {
    throw new MergeNotSeen(sha);
  }
  return merged === undefined ? null : api.pull(hosted.repository, merged.number);
}

/** A merge queue makes the commit that it tested the branch's. */
async function groupRun(
  store: Pick<Store, 'runs'>,
  question: HeadQuestion,
): Promise<HostedHeader | null> {
  const newest = await runOfHead(store, question);
  return newest?.trigger === 'merge_group' ? newest : null;
}

class MergeNotSeen extends Error {
  override readonly name = 'MergeNotSeen';
  constructor(sha: string) {
    super(`GitHub does not say yet which pull request ${sha} is the merge of`);
  }
}

type Testing = {
  readonly deps: IngressDeps;
  readonly api: GitHubApi;
  readonly plan: Plan;
  readonly request: RunRequest;
  readonly pull: Pull;
};

/** `head`: the run whose report people saw in the pull request. */
async function whyNot(
  testing: Testing,
  tested: HostedHeader,
  head: HostedHeader,
): Promise<string | null> {
  const { deps, plan, request, pull } = testing;
  const what = `what #${pull.number} tested`;
  if (tested.hosted.trust === 'untrusted') return `nobody with write access pushed ${what}`;
  if (tested.endedAt === null) return `run #${tested.number} of #${pull.number} was not over`;
  const differs = await deps.runtime.untested(plan, request, tested.id);
  if (differs !== null) return `${differs} ${what}`;
  if (!(await isSameModel(deps.store, tested, head))) {
    return `its merge group made another model than #${pull.number} showed`;
  }
  return whyUnapproved(testing, head);
}

/** What was approved is what the head's run registered; the merge group has to come to the same bytes. */
async function isSameModel(
  { registry }: Pick<Store, 'registry'>,
  one: HostedHeader,
  other: HostedHeader,
): Promise<boolean> {
  if (one.id === other.id) return true;
  const digests = async ({ id }: HostedHeader) =>
    (await registry.ofRun(id))
      .map(({ key, version }) => `${key} ${version.model} ${version.artifact.digest}`)
      .join('\n');
  return (await digests(one)) === (await digests(other));
}

async function whyUnapproved(
  { deps, api, plan, pull }: Testing,
  run: HostedHeader,
): Promise<string | null> {
  const rows = await deps.store.runs.load(run.id);
  const row = rows?.steps[0];
  if (row === undefined) return `nothing is kept any more of what #${pull.number} tested`;
  let refused: string | null = null;
  for (const spec of approvalsIn(plan)) {
    const found = await approvalsOfTested(deps, api, {
      run,
      pull: pull.number,
      specs: [spec],
      row,
    });
    if (found.areEnough) return null;
    refused ??= found.refused;
  }
  return refused ?? `nobody approved #${pull.number} after its run #${run.number} had reported`;
}

/** Those of any stage: each asks for its own again before it deploys. */
function approvalsIn({ steps }: Plan): readonly ApprovalSpec[] {
  const asked = steps.flatMap(({ approval }: PlanStep) => approval ?? []);
  return asked.length === 0 ? [ANYBODY] : asked;
}

/** It counts for the commit that was approved, however long the merge takes. */
const ANYBODY: ApprovalSpec = {
  environment: null,
  reviewers: [],
  count: 1,
  expiresMs: Number.MAX_SAFE_INTEGER,
};
