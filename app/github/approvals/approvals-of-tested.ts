import type { HostedRun } from '../../domain/hosted.ts';
import type { ApprovalSpec } from '../../domain/plan.ts';
import type { Instant, RunHeader, StepRow } from '../../domain/run/run.ts';
import type { Pusher } from '../../runtime/ports/provenance.ts';
import { quoted } from '../conversation.ts';
import type { IngressDeps } from '../ingress-deps.ts';
import type { GitHubApi, Permission } from '../reads/api-port.ts';
import { askFacts, factsOf } from './ask-facts.ts';
import { judgeApproval } from './judge-approval.ts';
import { askAbout } from './reviewer-eligibility.ts';
import { wholeSecond } from './whole-second.ts';

/** What reviewers of a pull request approve for a step: what its run reported. */
export type TestedQuestion = {
  readonly run: RunHeader & { readonly hosted: HostedRun };
  readonly pull: number;
  /** Where nothing says who approves, anybody does who may write and had no hand in the change. */
  readonly spec: ApprovalSpec;
  readonly row: StepRow;
};

export type TestedApprovals = {
  /** Those that count. */
  readonly given: readonly TestedApproval[];
  /** As many as the step and the change ask for. */
  readonly areEnough: boolean;
  /** Why one that was given does not count; null: none was, or all do. */
  readonly refused: string | null;
};

export type TestedApproval = {
  readonly by: Pusher;
  readonly permission: Permission;
  /** Which one it was, and of which commit. */
  readonly review: { readonly id: number; readonly sha: string | null };
  readonly standsFor: string | null;
  readonly atLeast: number;
};

/**
 * The reviews that approve what the run of a pull request's head reported, as GitHub has them now: of that very commit, said
 * after the report was there, by who may decide about the step. Throws when GitHub cannot be asked.
 */
export async function approvalsOfTested(
  deps: Pick<IngressDeps, 'store' | 'clock'>,
  api: GitHubApi,
  { run, pull, spec, row }: TestedQuestion,
): Promise<TestedApprovals> {
  const given: TestedApproval[] = [];
  let refused: string | null = null;
  const rows = await deps.store.runs.load(run.id);
  const plan = await deps.store.runs.plan(run.plan);
  if (rows === null || plan === null) return { given, areEnough: false, refused };
  const about = { header: run, plan, stepId: row.stepId, reviewedIn: [pull], specs: [spec] };
  const answers = await askFacts(deps, api, about);
  const facts = factsOf({ plan, ...rows }, row, answers, null);
  const opinions = answers.pulls.find(({ number }) => number === pull)?.opinions ?? [];
  for (const { id, by, state, sha, submittedAt: saidAt } of opinions.slice(-MOST_OPINIONS)) {
    if (state !== 'approved') continue;
    const person = await askAbout(api, run.hosted.repository, by, spec.reviewers);
    const said = { decision: 'approved', saidAt, review: { pull, id }, given: null } as const;
    const judged = isAfter(saidAt, run)
      ? judgeApproval(facts, person, said)
      : no(`it was said before #${run.number} had reported`);
    if (judged.counts)
      given.push({ by, permission: person.permission, review: { id, sha }, ...judged });
    else refused ??= `the approval by ${quoted(by.login)} does not count: ${judged.reason}`;
  }
  const wanted = Math.max(spec.count, ...given.map(({ atLeast }) => atLeast));
  return { given, areEnough: given.length >= wanted, refused };
}

/** Anybody who may read may review. */
const MOST_OPINIONS = 50;

function isAfter(saidAt: Instant, { endedAt }: RunHeader): boolean {
  return endedAt !== null && saidAt >= wholeSecond(endedAt);
}

function no(reason: string): { readonly counts: false; readonly reason: string } {
  return { counts: false, reason };
}
