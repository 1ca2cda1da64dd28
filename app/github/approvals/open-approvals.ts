import type { ApprovalEvidence } from '../../domain/run/approval.ts';
import type { StepRow } from '../../domain/run/run.ts';
import type { CheckedApprovals, LostApproval } from '../../domain/run/event.ts';
import type { Approvals, PlannedRun } from '../../runtime/ports/approvals.ts';
import type { GitHubApi } from '../reads/api-port.ts';
import { askTested, judgeTested, type AskedTested } from './approvals-of-tested.ts';
import { askFacts, factsOf, type Answers } from './ask-facts.ts';
import type { HandsDeps } from './find-hands.ts';
import { judgeApproval, type ApprovalFacts, type Judged } from './judge-approval.ts';
import { askAbout, type PersonFacts } from './reviewer-eligibility.ts';

export type ApprovalsDeps = HandsDeps & {
  /** With the rights of an installation. */
  readonly api: (installation: number) => GitHubApi;
};

/** Whether approvals that were given still count, by the law by which they were taken and GitHub's answers of now. */
export function openApprovals(deps: ApprovalsDeps): Approvals {
  return {
    ask: async ({ header, plan, steps }, key) => {
      const { hosted } = header;
      const row = steps.find((step) => step.key === key);
      if (hosted === undefined || row === undefined) throw new Error(`${key} waits for nobody`);
      const { repository } = hosted;
      const api = deps.api(repository.installation);
      const reviewedIn = row.approvals.flatMap(({ evidence }) => evidence?.review?.pull ?? []);
      const about = { header: { ...header, hosted }, plan, stepId: row.stepId, reviewedIn };
      const answers = await askFacts(deps, api, about);
      const reviewers = [...new Set(answers.specs.flatMap((spec) => spec.reviewers))];
      const people = new Map<number, PersonFacts>();
      for (const { by: login, byId: id, evidence } of row.approvals) {
        if (id === undefined || evidence === undefined) continue;
        const person = { id, login, isBot: false };
        people.set(id, await askAbout(api, repository, person, reviewers));
      }
      const tested = await askAllTested(deps, api, { row, answers });
      const asked = { answers, people, tested };
      return {
        today: answers.today,
        judge: (run, of, rejects) => judgeAll(run, of, { ...asked, rejects }),
      };
    },
  };
}

type AnsweredAll = {
  readonly answers: Answers;
  readonly people: ReadonlyMap<number, PersonFacts>;
  /** What a pull request tested and this run takes over, by the run that did; null: it is forgotten. */
  readonly tested: ReadonlyMap<string, AskedTested | null>;
  readonly rejects: string | null;
};

function judgeAll(
  run: PlannedRun,
  key: string,
  { answers, people, tested, rejects }: AnsweredAll,
): CheckedApprovals {
  const row = run.steps.find((step) => step.key === key);
  if (row === undefined) throw new Error(`${key} is gone`);
  const facts = factsOf(run, row, answers, rejects);
  const held: number[] = [];
  const lost: LostApproval[] = [];
  let atLeast = 1;
  for (const { byId, evidence } of row.approvals) {
    const person = byId === undefined ? undefined : people.get(byId);
    // One that came meanwhile has been looked at by itself.
    if (person === undefined || byId === undefined || evidence === undefined) continue;
    const judged =
      evidence.tested === undefined
        ? judgeApproval(facts, person, saidThen(evidence))
        : judgeTaken(facts, tested.get(evidence.tested) ?? null, { person, evidence });
    if (judged.counts) {
      held.push(byId);
      atLeast = Math.max(atLeast, judged.atLeast);
    } else lost.push({ byId, why: judged.reason });
  }
  return { askedAt: answers.askedAt, held, lost, atLeast, gates: facts.otherGates };
}

/** What was approved in a pull request counts for its merge as long as it does there and nothing here is otherwise. */
function judgeTaken(
  facts: ApprovalFacts,
  tested: AskedTested | null,
  { person, evidence }: { readonly person: PersonFacts; readonly evidence: ApprovalEvidence },
): Judged {
  const { review, saidAt } = evidence;
  if (tested === null || review === null) {
    return { counts: false, reason: 'nothing is kept any more of what was tested' };
  }
  const there = judgeTested(tested, person, { id: review.id, submittedAt: saidAt });
  if (!there.counts) return there;
  const { bound, rejects, now, revoked } = facts;
  const here = { ...tested.facts, bound, rejects, now, revoked };
  return judgeApproval(here, person, saidThen(evidence));
}

async function askAllTested(
  deps: ApprovalsDeps,
  api: GitHubApi,
  { row, answers: { specs } }: { readonly row: StepRow; readonly answers: Answers },
): Promise<ReadonlyMap<string, AskedTested | null>> {
  const tested = new Map<string, AskedTested | null>();
  for (const { evidence } of row.approvals) {
    if (evidence?.tested === undefined || evidence.review === null) continue;
    if (tested.has(evidence.tested)) continue;
    const header = await deps.store.runs.header(evidence.tested);
    const run = header?.hosted === undefined ? null : { ...header, hosted: header.hosted };
    const { pull } = evidence.review;
    const asked = run === null ? null : await askTested(deps, api, { run, pull, specs, row });
    tested.set(evidence.tested, asked);
  }
  return tested;
}

function saidThen(given: ApprovalEvidence) {
  const { saidAt, review } = given;
  return { decision: 'approved', saidAt, review, given } as const;
}
