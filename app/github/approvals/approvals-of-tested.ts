import type { ApprovalSpec } from '../../domain/plan.ts';
import type { RunHeader, StepRow } from '../../domain/run/run.ts';
import type { Pusher } from '../../runtime/ports/provenance.ts';
import { quoted } from '../conversation.ts';
import type { GitHubApi, Permission, Review } from '../reads/api-port.ts';
import { askFacts, factsOf } from './ask-facts.ts';
import type { HandsDeps } from './find-hands.ts';
import { basesOf, judgeApproval, type ApprovalFacts, type Judged } from './judge-approval.ts';
import { askAbout, type PersonFacts } from './reviewer-eligibility.ts';
import type { HostedHeader } from './run-of-head.ts';
import { wholeSecond } from './whole-second.ts';

/** What reviewers of a pull request approve for a step: what its run reported. */
export type TestedQuestion = {
  readonly run: HostedHeader;
  readonly pull: number;
  /** Where nothing says who approves, anybody does who may write and had no hand in the change. */
  readonly specs: readonly ApprovalSpec[];
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
  readonly review: Review;
  /** The branches that the pull requests merge into. */
  readonly bases: readonly string[];
  readonly standsFor: string | null;
  readonly atLeast: number;
};

/**
 * The reviews that approve what the run of a pull request's head reported, as GitHub has them now: of that very commit, said
 * after the report was there, by who may decide about the step. Throws when GitHub cannot be asked.
 */
export async function approvalsOfTested(
  deps: HandsDeps,
  api: GitHubApi,
  question: TestedQuestion,
): Promise<TestedApprovals> {
  const given: TestedApproval[] = [];
  let refused: string | null = null;
  const asked = await askTested(deps, api, question);
  if (asked === null) return { given, areEnough: false, refused };
  const { facts, opinions } = asked;
  const bases = basesOf(facts.pulls);
  for (const review of opinions.slice(-MOST_OPINIONS)) {
    if (review.state !== 'approved') continue;
    const { by } = review;
    const person = await askAbout(api, question.run.hosted.repository, by, reviewersOf(question));
    const judged = judgeTested(asked, person, review);
    const { permission } = person;
    if (judged.counts) given.push({ by, permission, review, bases, ...judged });
    else refused ??= `the approval by ${quoted(by.login)} does not count: ${judged.reason}`;
  }
  const count = Math.max(...question.specs.map((spec) => spec.count));
  const wanted = Math.max(count, ...given.map(({ atLeast }) => atLeast));
  return { given, areEnough: given.length >= wanted, refused };
}

/** Anybody who may read may review. */
const MOST_OPINIONS = 50;

function reviewersOf({ specs }: TestedQuestion): readonly string[] {
  return [...new Set(specs.flatMap(({ reviewers }) => reviewers))];
}

/** What GitHub and the store say of what a pull request tested. */
export type AskedTested = {
  readonly run: RunHeader;
  readonly pull: number;
  readonly facts: ApprovalFacts;
  readonly opinions: readonly Review[];
};

/** Null: nothing is kept of it any more. Throws when GitHub cannot be asked. */
export async function askTested(
  deps: HandsDeps,
  api: GitHubApi,
  { run, pull, specs, row }: TestedQuestion,
): Promise<AskedTested | null> {
  const rows = await deps.store.runs.load(run.id);
  const plan = await deps.store.runs.plan(run.plan);
  if (rows === null || plan === null) return null;
  const about = { header: run, plan, stepId: row.stepId, reviewedIn: [pull], specs };
  const answers = await askFacts(deps, api, about);
  const facts = factsOf({ plan, ...rows }, row, answers, null);
  const opinions = answers.pulls.find(({ number }) => number === pull)?.opinions ?? [];
  return { run, pull, facts, opinions };
}

/** Whether a review approves what was tested. */
export function judgeTested(
  { run: { number, endedAt }, pull, facts }: AskedTested,
  person: PersonFacts,
  { id, submittedAt: saidAt }: Pick<Review, 'id' | 'submittedAt'>,
): Judged {
  if (endedAt === null || saidAt < wholeSecond(endedAt)) {
    return { counts: false, reason: `it was said before #${number} had reported` };
  }
  const said = { decision: 'approved', saidAt, review: { pull, id }, given: null } as const;
  return judgeApproval(facts, person, said);
}
