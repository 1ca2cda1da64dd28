import type { ApprovalEvidence } from '../../domain/run/approval.ts';
import type { Instant, StepRow } from '../../domain/run/run.ts';
import type { Said } from '../../runtime/audit/audit-of-event.ts';
import { bindsOf } from '../../runtime/approvals/decided-on.ts';
import type { Pusher } from '../../runtime/ports/provenance.ts';
import type { RunRows } from '../../runtime/ports/runs.ts';
import type { IngressDeps } from '../ingress-deps.ts';
import type { GitHubApi } from '../reads/api-port.ts';
import { auditRefusal } from './audit-refusal.ts';
import { askFacts, factsOf, type Answers } from './ask-facts.ts';
import { basesOf, judgeApproval, type ApprovalFacts, type Judged } from './judge-approval.ts';
import { askAbout, type PersonFacts } from './reviewer-eligibility.ts';

/** What somebody wants to decide about a step, where and when they said so. */
export type Wanted = {
  readonly row: StepRow;
  readonly by: Pusher;
  readonly decision: 'approved' | 'rejected';
  readonly saidAt: Instant;
  /** Where and how they said it; without `permission`: what GitHub answers about them now is kept. */
  readonly said: Omit<Said, 'permission'> & Partial<Pick<Said, 'permission'>>;
  /** Names what was said among all. */
  readonly once: string;
  /** Left out: it was said elsewhere. */
  readonly review?: { readonly pull: number; readonly id: number };
  /** What GitHub answered about the step just now; left out: it is asked. */
  readonly answers?: Answers;
};

/** Decides about a step that waits, if that counts; says why where it does not. Either way it is in the audit. The one way in for every surface; what a merge takes over from its pull request is weighed by the same law (`approve-tested.ts`). */
export async function decideRow(
  deps: DecideDeps,
  api: GitHubApi,
  rows: RunRows,
  wanted: Wanted,
): Promise<Judged> {
  const asked = await askAboutDecision(deps, api, rows, wanted);
  if (asked === null) {
    return { counts: false, reason: 'the plan of this run asks for no approval there' };
  }
  const { facts, person } = asked;
  const { row, by, decision, saidAt, review = null } = wanted;
  const said = { permission: person.permission, ...wanted.said };
  const { key } = row;
  const run = rows.header.id;
  const { otherGates: gates } = facts;
  if (gates !== (row.otherGates?.digest ?? null)) {
    await deps.runtime.handle(run, { type: 'approval.regated', key, gates });
  }
  const judged = judgeApproval(facts, person, { decision, saidAt, review, given: null });
  if (!judged.counts) {
    await auditRefusal(deps, rows.header, { ...wanted, said, reason: judged.reason });
    return judged;
  }
  const { standsFor, atLeast } = judged;
  const evidence = evidenceOf(wanted, { facts, person }, judged);
  const who = { by: by.login, ...(by.id !== null && { byId: by.id }) };
  const about = { key, ...who, standsFor, decision, comment: null, atLeast, evidence };
  const how = { ...said, evidence: { ...said.evidence, report: facts.bound.report } };
  await deps.runtime.handle(run, { type: 'approval.decided', ...about }, how);
  return judged;
}

function evidenceOf(
  { said, saidAt, review }: Wanted,
  { facts, person: { permission } }: AskedDecision,
  { standsFor, atLeast }: Extract<Judged, { counts: true }>,
): ApprovalEvidence {
  const { bound, sha, pulls, now: heldAt } = facts;
  return {
    bound,
    binds: bindsOf(bound),
    surface: said.surface,
    review: review === undefined ? null : { ...review, sha },
    permission,
    standsFor,
    bases: basesOf(pulls),
    atLeast,
    saidAt,
    heldAt,
  };
}

export type DecideDeps = Pick<IngressDeps, 'store' | 'runtime' | 'clock'>;

type AskedDecision = {
  readonly facts: ApprovalFacts;
  readonly person: PersonFacts;
};

/** Asks GitHub for all that decides whether a person's word about a step counts; null: it waits for nobody's. */
export async function askAboutDecision(
  deps: Pick<IngressDeps, 'store' | 'clock'>,
  api: GitHubApi,
  rows: RunRows,
  { row, by, answers: known }: Pick<Wanted, 'row' | 'by' | 'answers'>,
): Promise<AskedDecision | null> {
  const { header } = rows;
  const plan = await deps.store.runs.plan(header.plan);
  const { hosted } = header;
  const step = plan?.steps.find(({ id }) => id === row.stepId);
  if (plan === null || step?.approval == null || hosted === undefined) return null;
  const about = { header: { ...header, hosted }, plan, stepId: row.stepId };
  const answers = known ?? (await askFacts(deps, api, about));
  const reviewers = [...new Set(answers.specs.flatMap((spec) => spec.reviewers))];
  const person = await askAbout(api, hosted.repository, by, reviewers);
  // Gates are judged anew when the step is about to start.
  return { facts: factsOf({ plan, ...rows }, row, answers, null), person };
}

/** Steps of a run that wait for a person. */
export function waitingRows({ steps }: RunRows): readonly StepRow[] {
  return steps.filter(({ state }) => state === 'approval');
}
