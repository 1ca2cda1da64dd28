import type { Fault } from '../demands/spoil-product.ts';

/** A rule of approvals that a copy of the App does not keep. */
export type ApprovalMutant = Fault & {
  /** Of the trials of seed 7, the first that shows it: found by `tryApprovals`, and played alone since. */
  readonly trial: string;
};

export const APPROVAL_MUTANTS: readonly ApprovalMutant[] = [
  {
    breaks: 'whoever may only read decides',
    trial: '19',
    file: 'github/approvals/reviewer-eligibility.ts',
    from: 'if (!mayWrite(permission)) return none(',
    to: "if (permission === 'none') return none(",
  },
  {
    breaks: 'who is in no team decides',
    trial: '78',
    file: 'github/approvals/reviewer-eligibility.ts',
    from: "teams.get(reviewer) === 'member'",
    to: 'teams.has(reviewer)',
  },
  {
    breaks: 'what was said before the report counts',
    trial: '68',
    file: 'github/approvals/judge-approval.ts',
    from: 'given !== null || saidAt >= wholeSecond(readySince)',
    to: 'given !== null || saidAt > 0',
  },
  {
    breaks: 'what was said before the gates of today counts',
    trial: '148',
    file: 'github/approvals/judge-approval.ts',
    from: 'gatesSince === null || saidAt > gatesSince',
    to: 'gatesSince === null || saidAt > 0',
  },
  {
    breaks: 'a dismissed review counts',
    trial: '61',
    file: 'github/approvals/judge-approval.ts',
    from: "latest?.state !== 'approved'",
    to: "latest === undefined || latest.state === 'changes_requested'",
  },
  {
    breaks: 'an edited review counts',
    trial: '153',
    file: 'github/approvals/judge-approval.ts',
    from: 'facts.revoked.includes(latest.id)',
    to: 'facts.revoked.length > 99',
  },
  {
    breaks: 'a review of another commit counts',
    trial: '23',
    file: 'github/approvals/judge-approval.ts',
    from: 'if (latest.sha !== sha) {',
    to: 'if (latest.sha === null) {',
  },
  {
    breaks: 'a review counts after a push',
    trial: '4',
    file: 'github/approvals/judge-approval.ts',
    from: 'return pull.headSha === sha ? null',
    to: 'return pull.headSha !== null ? null',
  },
  {
    breaks: 'an author approves',
    trial: '36',
    file: 'github/approvals/judge-approval.ts',
    from: 'id === null || authors.has(id)',
    to: 'id === null || authors.has(-1)',
  },
  {
    breaks: 'whoever asked for the run approves it',
    trial: '24',
    file: 'github/approvals/judge-approval.ts',
    from: 'requester === null || requester !== id',
    to: 'requester === null || id !== null',
  },
  {
    breaks: 'another report is the same',
    trial: '1',
    file: 'github/approvals/judge-approval.ts',
    from: "const PARTS = ['report', 'artifacts', 'grants', 'meaning'] as const;",
    to: "const PARTS = ['artifacts', 'grants', 'meaning'] as const;",
  },
  {
    breaks: 'other gates and another policy are the same',
    trial: '141',
    file: 'github/approvals/judge-approval.ts',
    from: "const PARTS = ['report', 'artifacts', 'grants', 'meaning'] as const;",
    to: "const PARTS = ['report', 'artifacts', 'meaning'] as const;",
  },
  {
    breaks: 'another base is the same',
    trial: '29',
    file: 'github/approvals/judge-approval.ts',
    from: 'basesOf(pulls).join() === given.bases.join()',
    to: 'basesOf(pulls).length === given.bases.length',
  },
  {
    breaks: 'approvals never expire',
    trial: '72',
    file: 'github/approvals/judge-approval.ts',
    from: 'if (now <= saidAt + expiresMs) return null;',
    to: 'if (now <= saidAt + 9 * expiresMs) return null;',
  },
  {
    breaks: 'gates of today are not judged',
    trial: '16',
    file: 'github/approvals/judge-approval.ts',
    from: '({ facts }) => facts.rejects,',
    to: '() => null,',
  },
  {
    breaks: 'what a bot made needs one approval',
    trial: '89',
    file: 'github/approvals/judge-approval.ts',
    from: 'return isKnown || isNamed ? asked',
    to: 'return asked > 0 ? asked',
  },
  {
    breaks: 'a step starts without another look',
    trial: '1',
    file: 'engine/decide-approval.ts',
    from: 'else if (restsOnSomething(row)) askForCheck',
    to: 'else if (row.approvals.length > 9 && restsOnSomething(row)) askForCheck',
  },
  {
    breaks: 'what waited for a slot starts without another look',
    trial: '72',
    file: 'engine/step/start-ready.ts',
    from: 'if (!returnToApproval(changes, row)) start(changes, row);',
    to: 'if (row.attempt > 9 && returnToApproval(changes, row)) continue;\n    start(changes, row);',
  },
  {
    breaks: 'answers hold for ever',
    trial: '72',
    file: 'engine/step/stale-approvals.ts',
    from: 'evidence.heldAt >= at - ANSWERS_HOLD_MS',
    to: 'evidence.heldAt >= at - 99_999 * ANSWERS_HOLD_MS',
  },
  {
    breaks: 'the reviewers of today are not asked for',
    trial: '149',
    file: 'github/approvals/ask-facts.ts',
    from: '[plan, today].flatMap(',
    to: '[plan].flatMap(',
  },
];
