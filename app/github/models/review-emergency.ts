import { evidenceOfRun, type Audit } from '../../domain/audit.ts';
import type { ApprovalSpec } from '../../domain/plan.ts';
import type { ByHand } from '../../domain/run/by-hand.ts';
import type { RunHeader } from '../../domain/run/run.ts';
import type { Said } from '../../runtime/audit/audit-of-event.ts';
import type { Pusher } from '../../runtime/ports/provenance.ts';
import type { RunRows } from '../../runtime/ports/runs.ts';
import { askFacts, factsOf, type WaitingRun } from '../approvals/ask-facts.ts';
import { judgeApproval } from '../approvals/judge-approval.ts';
import { askAbout } from '../approvals/reviewer-eligibility.ts';
import { quoted } from '../conversation.ts';
import type { IngressDeps } from '../ingress-deps.ts';
import { messageChange } from '../message.ts';
import { judgeDefault } from './due-emergencies.ts';

export type Reviewing = {
  readonly by: Pusher;
  readonly saidAt: number;
  readonly said: Said;
  readonly once: string;
};

/** Whether a run waited for nobody, so that it is looked at afterwards. */
export function isEmergency({ byHand }: RunHeader): boolean {
  return byHand?.emergency !== undefined;
}

/**
 * Somebody has looked at a promotion that waited for no approval: whoever might have approved it, by the same law, and never
 * who asked for it. Gives why that does not count; null: it does.
 */
export async function reviewEmergency(
  deps: IngressDeps,
  rows: RunRows,
  reviewing: Reviewing,
): Promise<string | null> {
  const { header } = rows;
  const { hosted, byHand } = header;
  if (hosted === undefined || byHand === undefined) return 'it was no emergency';
  const { repository } = hosted;
  const open = await deps.store.registry.emergencies(repository.id);
  if (!open.some(({ run }) => run === header.id)) return 'somebody has reviewed it already';
  const reason = await whyNotTheirs(deps, { ...header, hosted }, rows, reviewing);
  const audit = auditReview(deps, { ...header, hosted, byHand }, reviewing, reason);
  if (reason !== null) {
    await deps.store.commit([{ type: 'audit.add', audit }]);
    return reason;
  }
  const { by, once } = reviewing;
  const { id: run, sha } = header;
  const text = `${quoted(by.login)} has reviewed this emergency.`;
  const note = {
    type: 'remark',
    repository,
    run,
    sha: sha ?? '',
    about: 'emergency',
    text,
  } as const;
  const { type } = await deps.store.commit([
    { type: 'emergency.reviewed', run },
    { type: 'audit.add', audit },
    messageChange(`remark ${once} emergency`, note, deps.clock.now()),
    ...(await judgeDefault(deps, repository, `reviewed ${run}`)),
  ]);
  return type === 'committed' ? null : 'somebody has reviewed it already';
}

const ANY: ApprovalSpec = { environment: null, reviewers: [], count: 1, expiresMs: Infinity };

async function whyNotTheirs(
  deps: IngressDeps,
  header: WaitingRun,
  rows: RunRows,
  { by, saidAt }: Reviewing,
): Promise<string | null> {
  const plan = await deps.store.runs.plan(header.plan);
  const step = plan?.steps.find(({ promote }) => promote.length > 0);
  const row = rows.steps.find(({ stepId }) => stepId === step?.id);
  if (plan === null || step === undefined || row === undefined) return 'its plan is not kept';
  const api = deps.api(header.hosted.repository.installation);
  const asked = await askFacts(deps, api, { header, plan, stepId: step.id });
  const specs = asked.specs.length === 0 ? [ANY] : asked.specs;
  const reviewers = [...new Set(specs.flatMap((spec) => spec.reviewers))];
  const person = await askAbout(api, header.hosted.repository, by, reviewers);
  const facts = {
    ...factsOf({ plan, ...rows }, row, { ...asked, specs }, null),
    // What was asked for without an approval was given none: there is nothing that has changed since.
    gatesSince: null,
    requester: header.actorId ?? null,
  };
  if (header.actorId === by.id) return `${quoted(by.login)} asked for it; somebody else reviews it`;
  const said = { decision: 'approved', saidAt, review: null, given: null } as const;
  const judged = judgeApproval(facts, person, said);
  return judged.counts ? null : judged.reason;
}

function auditReview(
  { clock }: Pick<IngressDeps, 'clock'>,
  header: WaitingRun & { readonly byHand: ByHand },
  { by, said, once }: Reviewing,
  refused: string | null,
): Audit {
  const { evidence = {}, ...how } = said;
  const { byHand, hosted, id: run } = header;
  const { model, alias, version } = byHand;
  const { decision, reason } = endOf(refused);
  return {
    ...how,
    id: `${once} review ${decision}`,
    at: clock.now(),
    repository: hosted.repository.id,
    actor: by.login,
    about: { type: 'emergency.review', model, alias, version, run },
    decision,
    reason,
    sha: header.sha,
    evidence: { ...evidenceOfRun(header), ...evidence },
  };
}

function endOf(refused: string | null): Pick<Audit, 'decision' | 'reason'> {
  return refused === null
    ? { decision: 'granted', reason: 'done' }
    : { decision: 'refused', reason: refused };
}
