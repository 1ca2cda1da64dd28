import type { HostedRun } from '../../domain/hosted.ts';
import type { ApprovalSpec } from '../../domain/plan.ts';
import type { Instant, RunHeader, StepRow, Timer } from '../../domain/run/run.ts';
import type { Pusher } from '../../runtime/ports/provenance.ts';
import type { GitHubApi } from '../reads/api-port.ts';
import { quoted } from '../conversation.ts';
import { findChange, type FoundChange } from './find-change.ts';
import type { IngressDeps } from '../ingress-deps.ts';
import { latestOpinions } from './latest-opinions.ts';
import { reviewerEligibility } from './reviewer-eligibility.ts';

/** What somebody wants to decide, and about what. */
export type Wanted = {
  readonly run: RunHeader & { readonly hosted: HostedRun };
  readonly row: StepRow;
  readonly spec: ApprovalSpec;
  readonly timers: readonly Timer[];
  readonly by: Pusher;
  readonly decision: 'approved' | 'rejected';
  readonly saidAt: Instant;
};

export type Weighed =
  /** `atLeast`: how many such approvals the change needs, whatever the step asks for. */
  | { readonly counts: true; readonly standsFor: string | null; readonly atLeast: number }
  | { readonly counts: false; readonly reason: string };

/**
 * Whether a decision about a waiting step counts: said by a person with write who is among its reviewers, after what
 * they decide about was there. An approval also needs someone who had no hand in the change, and nobody among the
 * reviewers who asks for changes. GitHub is asked each time; throws if it cannot be.
 */
export async function weighDecision(
  deps: Pick<IngressDeps, 'store'>,
  api: GitHubApi,
  wanted: Wanted,
): Promise<Weighed> {
  const { run, row, spec, by, decision, saidAt } = wanted;
  // GitHub tells whole seconds.
  if (saidAt < Math.floor(waitsSince(wanted) / 1000) * 1000) {
    return no(`it was said before ${quoted(row.key)} had anything to show; say it again now`);
  }
  const eligibility = await reviewerEligibility(api, run.hosted.repository, by, spec);
  if (eligibility.type === 'none') return no(eligibility.reason);
  const { standsFor } = eligibility;
  if (decision === 'rejected') return { counts: true, standsFor, atLeast: 1 };
  const change = await findChange(deps, api, run);
  const obstacle = handIn(change, by) ?? (await objection(api, wanted, change));
  if (obstacle !== null) return no(obstacle);
  return { counts: true, standsFor, atLeast: eyesFor(change, spec) };
}

/**
 * What no person made, nobody has looked at yet, and who approves may be the one whom nobody knows: one who is named for
 * it does, else two of those who may.
 */
function eyesFor({ hasPeople, hasUnknown }: FoundChange, { reviewers }: ApprovalSpec): number {
  return (hasPeople && !hasUnknown) || reviewers.length > 0 ? 1 : 2;
}

function waitsSince({ row, spec, timers, run }: Wanted): Instant {
  const clock = timers.find(({ key, purpose }) => key === row.key && purpose === 'approval');
  return clock === undefined ? run.createdAt : clock.dueAt - spec.expiresMs;
}

function handIn({ authors }: FoundChange, { id, login }: Pusher): string | null {
  if (authors === null) {
    return 'GitHub does not list everyone who wrote this change (it shows at most 250 commits), so that nobody is known to be no author of it';
  }
  return id === null || authors.has(id)
    ? `${quoted(login)} had a hand in this change, and whoever has does not approve it; someone else must`
    : null;
}

/** A reviewer who asks for changes stops what others approve, until they approve or their review is dismissed. */
async function objection(
  api: GitHubApi,
  { run, spec }: Wanted,
  { pulls }: FoundChange,
): Promise<string | null> {
  const { repository } = run.hosted;
  for (const pull of pulls) {
    const opinions = latestOpinions(await api.reviews(repository, pull));
    for (const review of opinions.filter(({ state }) => state === 'changes_requested')) {
      const { type } = await reviewerEligibility(api, repository, review.by, spec);
      if (type === 'reviewer') {
        return `${quoted(review.by.login)} asks for changes in pull request #${pull}; it counts once they approve or their review is dismissed`;
      }
    }
  }
  return null;
}

function no(reason: string): Weighed {
  return { counts: false, reason };
}
