import type { HostedRun } from '../../domain/hosted.ts';
import type { ApprovalSpec, Plan } from '../../domain/plan.ts';
import type { Policy } from '../../domain/policy.ts';
import { canonicalJson } from '../../domain/digest.ts';
import type { Instant, RunHeader, StepRow } from '../../domain/run/run.ts';
import { decidedOn } from '../../runtime/approvals/decided-on.ts';
import type { PlannedRun } from '../../runtime/ports/approvals.ts';
import { grantsNow } from '../../triggers/grants-now.ts';
import { policyOf } from '../../triggers/policy-of.ts';
import type { GitHubApi, Review } from '../reads/api-port.ts';
import { baseOf } from '../other-base.ts';
import type { FoundChange } from './find-change.ts';
import { findHands, type HandsDeps } from './find-hands.ts';
import type { ApprovalFacts, PullFacts } from './judge-approval.ts';
import { latestOpinions } from './latest-opinions.ts';
import { askAbout, eligibilityOf } from './reviewer-eligibility.ts';

/** What GitHub answered about a step that waits, of one moment. */
export type Answers = {
  readonly askedAt: Instant;
  readonly today: Plan;
  readonly policy: Policy;
  readonly specs: readonly ApprovalSpec[];
  readonly change: FoundChange;
  readonly pulls: readonly PullFacts[];
};

export type WaitingRun = RunHeader & { readonly hosted: HostedRun };

export type AskedStep = {
  readonly header: WaitingRun;
  readonly plan: Plan;
  readonly stepId: string;
  /** Pull requests in which somebody said something about it, whether GitHub names them for its commit or not. */
  readonly reviewedIn?: readonly number[];
  /** Left out: what the step asks for, then and now. */
  readonly specs?: readonly ApprovalSpec[];
};

/** People who ask for changes in one pull request, about each of whom GitHub is asked. */
const MOST_OBJECTIONS = 50;

/** What GitHub answered about a run, whichever of its steps waits. */
export type RunAnswers = Pick<Answers, 'askedAt' | 'today' | 'policy' | 'change'> & {
  readonly header: WaitingRun;
  readonly plan: Plan;
  readonly pulls: readonly Omit<PullFacts, 'objector'>[];
};

/** Asks GitHub for all that decides about a step of a run, whoever decides. Throws when it cannot be asked. */
export async function askFacts(
  deps: HandsDeps,
  api: GitHubApi,
  asked: AskedStep,
): Promise<Answers> {
  return answersFor(api, await askAboutRun(deps, api, asked), asked);
}

/** The part that is the same for all of its steps. Throws when GitHub cannot be asked. */
export async function askAboutRun(
  deps: HandsDeps,
  api: GitHubApi,
  { header, plan, reviewedIn = [] }: Pick<AskedStep, 'header' | 'plan' | 'reviewedIn'>,
): Promise<RunAnswers> {
  const askedAt = deps.clock.now();
  const { repository } = header.hosted;
  const base = baseOf(header, repository);
  const config = await api.readConfig(repository, { sha: 'HEAD', pull: null, base });
  if (config === null) throw new Error('GitHub does not show the repository');
  const policy = policyOf(config.policy);
  const { granting } = config;
  const { pipeline } = header;
  // Trusted or not, its gates and approvals are the same.
  const grant = await grantsNow({
    granting,
    pipeline,
    trust: 'writer',
    quotas: policy.quotas,
    request: header,
    now: header.createdAt,
  });
  const today = grant(plan).plan;
  const change = await findHands(deps, api, header);
  const numbers = [...new Set([...change.pulls, ...reviewedIn])];
  const pulls = await Promise.all(numbers.map((number) => pullOf(api, header, number)));
  return { askedAt, today, policy, change, header, plan, pulls };
}

/** What of a run's answers is of one step: who decides about it, and which of them object. */
export async function answersFor(
  api: GitHubApi,
  { header, plan, pulls: shown, ...answers }: RunAnswers,
  { stepId, specs: given }: Pick<AskedStep, 'stepId' | 'specs'>,
): Promise<Answers> {
  const specs = given ?? specsOf(plan, answers.today, stepId);
  const reviewers = [...new Set(specs.flatMap((spec) => spec.reviewers))];
  const asked = { header, specs, reviewers };
  const pulls = await Promise.all(
    shown.map(async (pull) => {
      const objector = await objectorOf(api, asked, pull.opinions);
      return Object.assign({ objector }, pull);
    }),
  );
  return { ...answers, specs, pulls };
}

/** What was answered, with the run as it is. */
export function factsOf(
  run: PlannedRun,
  row: StepRow,
  answers: Answers,
  rejects: string | null,
): ApprovalFacts {
  const { askedAt, policy, specs, change, pulls } = answers;
  const { header } = run;
  const { bound, readySince, otherGates } = decidedOn(run, row, answers);
  const seen = row.otherGates ?? { digest: null, since: null };
  return {
    key: row.key,
    sha: header.sha ?? '',
    readySince,
    specs,
    change,
    pulls,
    bound,
    otherGates,
    // Those that nobody has been shown yet are of now.
    gatesSince: seen.digest === otherGates ? seen.since : Infinity,
    revoked: row.revoked ?? [],
    unknownEyes: policy.approvals.bots,
    requester: policy.approvals.fourEyes ? (header.actorId ?? null) : null,
    rejects,
    now: askedAt,
  };
}

function specsOf(plan: Plan, today: Plan, stepId: string): readonly ApprovalSpec[] {
  const specs = [plan, today].flatMap(
    ({ steps }) => steps.find(({ id }) => id === stepId)?.approval ?? [],
  );
  return [...new Map(specs.map((spec) => [canonicalJson(spec), spec])).values()];
}

type Deciding = {
  readonly header: WaitingRun;
  readonly specs: readonly ApprovalSpec[];
  readonly reviewers: readonly string[];
};

async function pullOf(
  api: GitHubApi,
  { hosted: { repository } }: WaitingRun,
  number: number,
): Promise<RunAnswers['pulls'][number]> {
  const [pull, reviews] = await Promise.all([
    api.pull(repository, number),
    api.reviews(repository, number),
  ]);
  const { headSha = null, base = null } = pull ?? {};
  return { number, headSha, base, opinions: latestOpinions(reviews) };
}

async function objectorOf(
  api: GitHubApi,
  { header, specs, reviewers }: Deciding,
  opinions: readonly Review[],
): Promise<string | null> {
  const against = opinions.filter(({ state }) => state === 'changes_requested');
  // Nobody knows how many of those decide: it is safe to wait.
  if (against.length > MOST_OBJECTIONS) return against[0]?.by.login ?? null;
  for (const { by } of against) {
    const person = await askAbout(api, header.hosted.repository, by, reviewers);
    const decides = specs.some((spec) => eligibilityOf(person, spec).type === 'reviewer');
    if (decides) return by.login;
  }
  return null;
}
