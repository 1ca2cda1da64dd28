import type { Digest } from '../../domain/digest.ts';
import type { ApprovalSpec } from '../../domain/plan.ts';
import type { ApprovalEvidence, Bound } from '../../domain/run/approval.ts';
import type { Instant } from '../../domain/run/run.ts';
import { duration } from '../../../text/duration.ts';
import { quoted } from '../conversation.ts';
import type { Review } from '../reads/api-port.ts';
import type { FoundChange } from './find-change.ts';
import { eligibilityOf, type PersonFacts } from './reviewer-eligibility.ts';
import { wholeSecond } from './whole-second.ts';

/** All that decides about a step that waits, as GitHub and the store answered. */
export type ApprovalFacts = {
  readonly key: string;
  /** The run's commit. */
  readonly sha: string;
  /** Since when there is all that is decided on: the step waits, and what it stands on was measured. */
  readonly readySince: Instant;
  /** As the run was started with it, and as the default branch has it now: both hold. */
  readonly specs: readonly ApprovalSpec[];
  readonly change: FoundChange;
  readonly pulls: readonly PullFacts[];
  readonly bound: Bound;
  /** The gates and reviewers of the default branch, where the run was started with others. */
  readonly otherGates: Digest | null;
  /** Since when the default branch has the gates and reviewers that hold now; null: since before the run was started. */
  readonly gatesSince: Instant | null;
  /** Reviews that no longer count, whatever GitHub says of them. */
  readonly revoked: readonly number[];
  /** How many approvals what nobody known has made needs, by the policy. */
  readonly unknownEyes: number;
  /** Who asked for the run, where the policy has them not approve it; null: anybody may. */
  readonly requester: number | null;
  /** What a gate says of the run by today's limits; null: all let it pass, or nobody judged them. */
  readonly rejects: string | null;
  readonly now: Instant;
};

/** A pull request that shows the run's commit. */
export type PullFacts = {
  readonly number: number;
  /** Null: it is gone. */
  readonly headSha: string | null;
  readonly base: string | null;
  /** Of each reviewer the last word. */
  readonly opinions: readonly Review[];
  /** A reviewer of the step who asks for changes; null: none does. */
  readonly objector: string | null;
};

/** What somebody says, and on what it rests where it was said before. */
export type Said = {
  readonly decision: 'approved' | 'rejected';
  readonly saidAt: Instant;
  /** The review that says so; null: it is said elsewhere. */
  readonly review: { readonly pull: number; readonly id: number } | null;
  /** Null: it is said now. */
  readonly given: ApprovalEvidence | null;
};

export type Judged =
  | { readonly counts: true; readonly standsFor: string | null; readonly atLeast: number }
  /** `reason`: a sentence without its end. */
  | { readonly counts: false; readonly reason: string };

/**
 * The law of approvals, for every way in which one is given, for one that is looked at again before its step starts, and for
 * who asks what somebody could do: a person with write who is among the reviewers, had no hand in the change, and said so of
 * just this, after all of it was there, while no reviewer asks for changes. To reject takes the right alone.
 */
export function judgeApproval(facts: ApprovalFacts, person: PersonFacts, said: Said): Judged {
  const isApproval = said.decision === 'approved';
  const before = isApproval ? firstReason(OF_WHAT_WAS_SAID, { facts, person, said }) : null;
  if (before !== null) return no(before);
  const eligible = eligibleFor(facts, person);
  if ('reason' in eligible) return no(eligible.reason);
  const laws = isApproval ? OF_APPROVALS : OF_REJECTIONS;
  const reason = firstReason(laws, { facts, person, said });
  if (reason !== null) return no(reason);
  return { counts: true, standsFor: eligible.standsFor, atLeast: isApproval ? eyesFor(facts) : 1 };
}

type Case = {
  readonly facts: ApprovalFacts;
  readonly person: PersonFacts;
  readonly said: Said;
};
/** Why it does not count; null: nothing is against it. */
type Law = (of: Case) => string | null;

const OF_WHAT_WAS_SAID: readonly Law[] = [whyNoReview, whyChanged];
const OF_REJECTIONS: readonly Law[] = [whyEarly];
const OF_APPROVALS: readonly Law[] = [
  whyEarly,
  whyOtherGates,
  whyTheirs,
  whyAskedFor,
  whyObjected,
  whyExpired,
  ({ facts }) => facts.rejects,
];

function firstReason(laws: readonly Law[], of: Case): string | null {
  for (const law of laws) {
    const reason = law(of);
    if (reason !== null) return reason;
  }
  return null;
}

/** As whom they decide; under two lists they must be of both. */
function eligibleFor({ specs }: ApprovalFacts, person: PersonFacts) {
  let standsFor: string | null = null;
  for (const spec of specs) {
    const eligibility = eligibilityOf(person, spec);
    if (eligibility.type === 'none') return { reason: eligibility.reason };
    standsFor ??= eligibility.standsFor;
  }
  return { standsFor };
}

/** Of what was taken before it is asked whether it was of just this (`whyChanged`): a step may come to wait once more. */
function whyEarly({ facts: { key, readySince }, said: { saidAt, given } }: Case): string | null {
  if (given !== null || saidAt >= wholeSecond(readySince)) return null;
  return `it was said before ${quoted(key)} had anything to show; say it again now`;
}

/** Who approved saw the gates and reviewers of then. */
function whyOtherGates({ facts: { gatesSince }, said: { saidAt } }: Case): string | null {
  if (gatesSince === null || saidAt > gatesSince) return null;
  return 'the default branch asks for other gates or reviewers since; look at what they say and say it again';
}

function whyNoReview({ facts, person, said: { review } }: Case): string | null {
  if (review === null) return null;
  const pull = facts.pulls.find(({ number }) => number === review.pull);
  const latest = pull?.opinions.find(({ by }) => by.id === person.id);
  if (pull === undefined || latest?.state !== 'approved') {
    return 'the latest review does not approve any more';
  }
  if (facts.revoked.includes(latest.id) || isEdited(latest)) {
    return 'the review was edited after it was given; submit a new one';
  }
  return whyOtherCommit(facts.sha, pull, latest);
}

/** GitHub counts whole seconds: what is edited in the one in which it was submitted may be no edit. */
function isEdited({ editedAt, submittedAt }: Review): boolean {
  return editedAt !== null && editedAt > submittedAt;
}

function whyOtherCommit(sha: string, pull: PullFacts, latest: Review): string | null {
  if (latest.sha !== sha) {
    const seen = latest.sha?.slice(0, 10) ?? 'a commit that is gone';
    return `it is about ${seen}, and this run about another commit`;
  }
  return pull.headSha === sha ? null : 'the pull request has moved on to another commit';
}

function whyTheirs({ facts, person: { id, login } }: Case): string | null {
  const { authors } = facts.change;
  if (authors === null) {
    return 'GitHub does not list everyone who wrote this change (it shows at most 250 commits, and we look at 20 pull requests of one commit), so that nobody is known to be no author of it';
  }
  return id === null || authors.has(id)
    ? `${quoted(login)} had a hand in this change, and whoever has does not approve it; someone else must`
    : null;
}

function whyAskedFor({ facts: { requester }, person: { id, login } }: Case): string | null {
  if (requester === null || requester !== id) return null;
  return `${quoted(login)} asked for this run, and by the policy (\`approvals.four-eyes\`) someone else approves it`;
}

/** A reviewer who asks for changes stops what others approve, until they approve or their review is dismissed. */
function whyObjected({ facts }: Case): string | null {
  const against = facts.pulls.find(({ objector }) => objector !== null);
  if (against?.objector == null) return null;
  return `${quoted(against.objector)} asks for changes in pull request #${against.number}; it counts once they approve or their review is dismissed`;
}

const CHANGED: Readonly<Record<keyof Bound, string>> = {
  report: 'what the run measured has changed since',
  artifacts: 'what the step would deploy has changed since',
  grants: 'the gates, the reviewers or the policy of the default branch have changed since',
  meaning: 'what the step does has changed since',
};

/** What was approved is what there is now, and is to go where it was to go. */
function whyChanged({ facts: { bound, pulls }, said: { given } }: Case): string | null {
  if (given === null) return null;
  const part = PARTS.find((each) => given.bound[each] !== bound[each]);
  if (part !== undefined) return CHANGED[part];
  const isSame = basesOf(pulls).join() === given.bases.join();
  return isSame ? null : 'the pull request merges into another branch by now';
}

const PARTS = ['report', 'artifacts', 'grants', 'meaning'] as const;

function whyExpired({ facts: { specs, now }, said: { saidAt } }: Case): string | null {
  const expiresMs = Math.min(...specs.map((spec) => spec.expiresMs));
  if (now <= saidAt + expiresMs) return null;
  return `it is older than ${duration(expiresMs)}, after which approvals expire`;
}

/**
 * What no person made, nobody has looked at yet, and who approves may be the one whom nobody knows: one who is named for
 * it does, else two of those who may.
 */
function eyesFor({ change: { hasPeople, hasUnknown }, specs, unknownEyes }: ApprovalFacts): number {
  const asked = Math.max(1, ...specs.map(({ count }) => count));
  const isKnown = hasPeople && !hasUnknown;
  const isNamed = specs.some(({ reviewers }) => reviewers.length > 0);
  return isKnown || isNamed ? asked : Math.max(asked, unknownEyes);
}

/** The branches that pull requests merge into. */
export function basesOf(pulls: readonly PullFacts[]): readonly string[] {
  return [...new Set(pulls.flatMap(({ base }) => base ?? []))].toSorted();
}

function no(reason: string): Judged {
  return { counts: false, reason };
}
