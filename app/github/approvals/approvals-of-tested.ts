import type { HostedRun } from '../../domain/hosted.ts';
import type { ApprovalSpec } from '../../domain/plan.ts';
import type { Instant, RunHeader, StepRow } from '../../domain/run/run.ts';
import type { Pusher } from '../../runtime/ports/provenance.ts';
import { quoted } from '../conversation.ts';
import type { IngressDeps } from '../ingress-deps.ts';
import type { GitHubApi } from '../reads/api-port.ts';
import { latestOpinions } from './latest-opinions.ts';
import { weighDecision } from './weigh-decision.ts';

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
  deps: Pick<IngressDeps, 'store'>,
  api: GitHubApi,
  { run, pull, spec, row }: TestedQuestion,
): Promise<TestedApprovals> {
  const given: TestedApproval[] = [];
  let refused: string | null = null;
  for (const review of latestOpinions(await api.reviews(run.hosted.repository, pull))) {
    if (review.state !== 'approved') continue;
    const { id, by, submittedAt: saidAt, sha } = review;
    const weighed = isAfter(saidAt, run)
      ? sha === run.sha
        ? await weighDecision(deps, api, {
            run,
            row,
            spec,
            timers: [],
            by,
            decision: 'approved',
            saidAt,
          })
        : no('it is about another commit')
      : no(`it was said before #${run.number} had reported`);
    if (weighed.counts) given.push({ by, review: { id, sha }, ...weighed });
    else refused ??= `the approval by ${quoted(by.login)} does not count: ${weighed.reason}`;
  }
  const wanted = Math.max(spec.count, ...given.map(({ atLeast }) => atLeast));
  return { given, areEnough: given.length >= wanted, refused };
}

// GitHub tells whole seconds.
function isAfter(saidAt: Instant, { endedAt }: RunHeader): boolean {
  return endedAt !== null && saidAt >= Math.floor(endedAt / 1000) * 1000;
}

function no(reason: string): { readonly counts: false; readonly reason: string } {
  return { counts: false, reason };
}
