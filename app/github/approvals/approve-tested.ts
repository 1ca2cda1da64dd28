import { isMap } from '../../domain/json.ts';
import type { Plan, PlanStep } from '../../domain/plan.ts';
import type { ApprovalEvidence } from '../../domain/run/approval.ts';
import type { Bridge } from '../../domain/run/bridge.ts';
import type { StepRow } from '../../domain/run/run.ts';
import { bindsOf } from '../../runtime/approvals/decided-on.ts';
import type { Change, Store } from '../../runtime/ports/store.ts';
import { nameOf } from '../conversation.ts';
import type { IngressDeps } from '../ingress-deps.ts';
import type { Subscription } from '../inbox/work-queue.ts';
import type { GitHubApi } from '../reads/api-port.ts';
import { approvalsOfTested, type TestedApproval } from './approvals-of-tested.ts';
import { askFacts, factsOf } from './ask-facts.ts';
import { isSameDeploy } from './is-same-deploy.ts';
import type { ApprovalFacts } from './judge-approval.ts';
import { runOfHead, type HostedHeader } from './run-of-head.ts';

/** Steps of runs of merged commits that wait for a person: the pull request may have been approved for them. */
export function ofApprovalsAsked(deps: IngressDeps): Subscription {
  return {
    topic: 'approval.asked',
    laneOf: ({ id }) => id,
    handle: ({ body }) => {
      const { run, key } = isMap(body) ? body : {};
      return typeof run === 'string' && typeof key === 'string'
        ? approveTested(deps, run, key)
        : Promise.resolve([]);
    },
  };
}

/**
 * An approval that was given in the pull request counts for the run of its merge where that deploys the very bytes that were
 * reported there, in the way that it would have there. Where it does not, the step waits for its own, as any does.
 */
async function approveTested(
  deps: IngressDeps,
  run: string,
  key: string,
): Promise<readonly Change[]> {
  const waiting = await waitingRow(deps.store, run, key);
  if (waiting === null) return [];
  const { header, plan, row, bridge } = waiting;
  const api = deps.api(header.hosted.repository.installation);
  const head = await headOf(deps, header, bridge);
  if (head === null || !(await isReported(deps.store, waiting, head))) return [];
  if (!(await deploysTheSame(deps, api, waiting, head))) return [];
  const { pull } = bridge;
  const about = { header, plan, stepId: row.stepId, reviewedIn: [pull] };
  const answers = await askFacts(deps, api, about);
  const tested = { run: head, pull, specs: answers.specs, row };
  const { given, areEnough } = await approvalsOfTested(deps, api, tested);
  if (!areEnough) return [];
  const rows = await deps.store.runs.load(run);
  if (rows === null) return [];
  const facts = factsOf({ plan, ...rows }, row, answers, null);
  for (const each of given) {
    const taken = { facts, given, each, tested: head.id, pull };
    await take(deps, { header, key, pull }, each, evidenceOf(taken));
  }
  return [];
}

type Taken = {
  /** Of the run that takes over. */
  readonly facts: ApprovalFacts;
  readonly given: readonly TestedApproval[];
  readonly each: TestedApproval;
  readonly tested: string;
  readonly pull: number;
};

function evidenceOf({ facts, given, each, tested, pull }: Taken): ApprovalEvidence {
  const { bound, now: heldAt } = facts;
  const { review, permission, standsFor, bases } = each;
  return {
    bound,
    binds: bindsOf(bound),
    surface: 'review',
    review: { pull, id: review.id, sha: review.sha ?? '' },
    tested,
    permission,
    standsFor,
    bases,
    atLeast: Math.max(...given.map(({ atLeast }) => atLeast)),
    saidAt: review.submittedAt,
    heldAt,
  };
}

/** Says it of the step in the words of an approval. */
async function take(
  { runtime }: Pick<IngressDeps, 'runtime'>,
  {
    header,
    key,
    pull,
  }: { readonly header: HostedHeader; readonly key: string; readonly pull: number },
  { by, permission, standsFor, review }: TestedApproval,
  evidence: ApprovalEvidence,
): Promise<void> {
  const { atLeast, bound } = evidence;
  const who = { by: by.login, ...(by.id !== null && { byId: by.id }) };
  const comment = `review of #${pull}`;
  const decided = { key, ...who, standsFor, decision: 'approved', comment, atLeast } as const;
  const asked = `review in #${pull}: ${nameOf(header)} ${key}`;
  const said = { actorId: by.id, permission, asked };
  const reason = `approved what #${pull} tested, which this run takes over`;
  const shown = { pull, review: { id: review.id, sha: review.sha }, report: bound.report };
  const event = { type: 'approval.decided', ...decided, evidence } as const;
  await runtime.handle(header.id, event, { ...said, surface: 'review', reason, evidence: shown });
}

type Waiting = {
  readonly header: HostedHeader;
  readonly plan: Plan;
  readonly row: StepRow;
  readonly step: PlanStep;
  readonly bridge: Extract<Bridge, { type: 'tested' }>;
};

async function waitingRow(
  { runs }: Pick<Store, 'runs'>,
  run: string,
  key: string,
): Promise<Waiting | null> {
  const rows = await runs.load(run);
  if (rows === null) return null;
  const row = rows.steps.find((each) => each.key === key && each.state === 'approval');
  if (row === undefined) return null;
  const { hosted, bridge } = rows.header;
  if (hosted === undefined || bridge?.type !== 'tested') return null;
  const plan = await runs.plan(rows.header.plan);
  const step = plan?.steps.find(({ id }) => id === row.stepId);
  const header = { ...rows.header, hosted };
  return plan === null || step === undefined ? null : { header, plan, row, step, bridge };
}

/** The run whose report people saw in the pull request; null: it is forgotten, or the pull request is gone. */
async function headOf(
  { store, api }: IngressDeps,
  { pipeline, hosted, ref }: HostedHeader,
  { pull: number }: Waiting['bridge'],
): Promise<HostedHeader | null> {
  const { repository } = hosted;
  const pull = await api(repository.installation).pull(repository, number);
  if (pull === null) return null;
  return runOfHead(store, { pipeline, repository: repository.id, sha: pull.headSha, ref });
}

/** Who approved saw how the step deploys as well. */
async function deploysTheSame(
  { store: { runs } }: IngressDeps,
  api: GitHubApi,
  { header, plan, step }: Waiting,
  head: HostedHeader,
): Promise<boolean> {
  const [now, before, planBefore] = await Promise.all([
    runs.load(header.id),
    runs.load(head.id),
    runs.plan(head.plan),
  ]);
  if (now === null || before === null || planBefore === null) return false;
  return isSameDeploy(api, step, [
    { header, plan, steps: now.steps },
    { header: head, plan: planBefore, steps: before.steps },
  ]);
}

/** Whether what the step deploys was registered, to the byte, by the run that was reported. */
async function isReported(
  { registry }: Pick<Store, 'registry'>,
  { header, step, plan }: Waiting,
  head: HostedHeader,
): Promise<boolean> {
  const reported = new Map(
    (await registry.ofRun(head.id)).map(({ key, version }) => [key, version.artifact.digest]),
  );
  const promoted = step.promote.map(({ from }) => from);
  const all = plan.steps.filter(({ action }) => action.type === 'register').map(({ id }) => id);
  const wanted = promoted.length > 0 ? promoted : all;
  const now = await registry.ofRun(header.id);
  return (
    wanted.length > 0 &&
    wanted.every((from) => {
      const mine = now.find(({ key }) => key === from)?.version.artifact.digest;
      return mine !== undefined && mine === reported.get(from);
    })
  );
}
