import type { ApprovalEvidence } from '../../domain/run/approval.ts';
import type { CheckedApprovals, LostApproval } from '../../domain/run/event.ts';
import type { Approvals, PlannedRun } from '../../runtime/ports/approvals.ts';
import type { GitHubApi } from '../reads/api-port.ts';
import { askFacts, factsOf, type Answers } from './ask-facts.ts';
import type { HandsDeps } from './find-hands.ts';
import { judgeApproval } from './judge-approval.ts';
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
      return {
        today: answers.today,
        judge: (run, of, rejects) => judgeAll(run, of, { answers, people, rejects }),
      };
    },
  };
}

type AnsweredAll = {
  readonly answers: Answers;
  readonly people: ReadonlyMap<number, PersonFacts>;
  readonly rejects: string | null;
};

function judgeAll(
  run: PlannedRun,
  key: string,
  { answers, people, rejects }: AnsweredAll,
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
    const judged = judgeApproval(facts, person, saidThen(evidence));
    if (judged.counts) {
      held.push(byId);
      atLeast = Math.max(atLeast, judged.atLeast);
    } else lost.push({ byId, why: judged.reason });
  }
  return { askedAt: answers.askedAt, held, lost, atLeast, gates: facts.otherGates };
}

function saidThen(given: ApprovalEvidence) {
  const { saidAt, review } = given;
  return { decision: 'approved', saidAt, review, given } as const;
}
