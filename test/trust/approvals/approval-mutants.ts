import type { Story, Trial } from './approval-trial.ts';
import type { Fault } from '../demands/spoil-product.ts';

/** A rule of approvals that a copy of the App does not keep. */
export type ApprovalMutant = Fault & {
  /** A trial that shows it, which random ones begin with: they find it, too. */
  readonly shows: Partial<Omit<Trial, 'moves'>> & { readonly moves: Story };
};

const SLOW = ['cat press', 'cat demote~', 'dan hour', 'dan finish'] as const;

export const APPROVAL_MUTANTS: readonly ApprovalMutant[] = [
  {
    breaks: 'whoever may only read decides',
    shows: { moves: ['eve press'] },
    file: 'github/approvals/reviewer-eligibility.ts',
    from: 'if (!mayWrite(permission)) return none(',
    to: "if (permission === 'none') return none(",
  },
  {
    breaks: 'who is in no team decides',
    shows: { reviewers: 'team', moves: ['cat leave-team', 'cat press'] },
    file: 'github/approvals/reviewer-eligibility.ts',
    from: "teams.get(reviewer) === 'member'",
    to: 'teams.has(reviewer)',
  },
  {
    breaks: 'what was said before the report counts',
    shows: { moves: ['cat approve-review~', 'dan measure', 'dan comment'] },
    file: 'github/approvals/judge-approval.ts',
    from: 'given !== null || saidAt >= wholeSecond(readySince)',
    to: 'given !== null || saidAt > 0',
  },
  {
    breaks: 'what was said before the gates of today counts',
    shows: { moves: ['cat approve-review~', 'dan tighten-gate~', 'dan comment', 'dan comment'] },
    file: 'github/approvals/judge-approval.ts',
    from: 'gatesSince === null || saidAt > gatesSince',
    to: 'gatesSince === null || saidAt > 0',
  },
  {
    breaks: 'a dismissed review counts',
    shows: { count: 2, moves: ['cat approve-review', 'cat dismiss~', 'dan approve-review'] },
    file: 'github/approvals/judge-approval.ts',
    from: "latest?.state !== 'approved'",
    to: "latest === undefined || latest.state === 'changes_requested'",
  },
  {
    breaks: 'an edited review counts',
    shows: {
      count: 2,
      moves: ['cat approve-review', 'cat edit', 'dan approve-review', 'dan comment'],
    },
    file: 'github/approvals/judge-approval.ts',
    from: 'facts.revoked.includes(latest.id)',
    to: 'facts.revoked.length > 99',
  },
  {
    breaks: 'a review of another commit counts',
    shows: { moves: ['cat old-review', 'dan old-review'] },
    file: 'github/approvals/judge-approval.ts',
    from: 'if (latest.sha !== sha) {',
    to: 'if (latest.sha === null) {',
  },
  {
    breaks: 'a review counts after a push',
    shows: { count: 2, moves: ['cat approve-review', 'ada push~', 'dan press'] },
    file: 'github/approvals/judge-approval.ts',
    from: 'return pull.headSha === sha ? null',
    to: 'return pull.headSha !== null ? null',
  },
  {
    breaks: 'an author approves',
    shows: { moves: ['ada press'] },
    file: 'github/approvals/judge-approval.ts',
    from: 'id === null || authors.has(id)',
    to: 'id === null || authors.has(-1)',
  },
  {
    breaks: 'whoever asked for the run approves it',
    shows: { fourEyes: true, moves: ['cat press'] },
    file: 'github/approvals/judge-approval.ts',
    from: 'requester === null || requester !== id',
    to: 'requester === null || id !== null',
  },
  {
    breaks: 'another report is the same',
    shows: { count: 2, moves: ['cat press', 'dan measure', 'dan press'] },
    file: 'github/approvals/judge-approval.ts',
    from: "const PARTS = ['report', 'artifacts', 'grants', 'meaning'] as const;",
    to: "const PARTS = ['artifacts', 'grants', 'meaning'] as const;",
  },
  {
    breaks: 'other gates and another policy are the same',
    shows: { count: 2, moves: ['cat press', 'dan policy~', 'dan press'] },
    file: 'github/approvals/judge-approval.ts',
    from: "const PARTS = ['report', 'artifacts', 'grants', 'meaning'] as const;",
    to: "const PARTS = ['report', 'artifacts', 'meaning'] as const;",
  },
  {
    breaks: 'another base is the same',
    shows: { count: 2, moves: ['cat press', 'dan base~', 'dan press'] },
    file: 'github/approvals/judge-approval.ts',
    from: 'basesOf(pulls).join() === given.bases.join()',
    to: 'basesOf(pulls).length === given.bases.length',
  },
  {
    breaks: 'approvals never expire',
    shows: { crowded: true, moves: ['cat press', 'dan week', 'dan finish'] },
    file: 'github/approvals/judge-approval.ts',
    from: 'if (now <= saidAt + expiresMs) return null;',
    to: 'if (now <= saidAt + 9 * expiresMs) return null;',
  },
  {
    breaks: 'gates of today are not judged',
    shows: { auc: 0.82, moves: ['dan tighten-gate', 'cat press', 'cat press'] },
    file: 'github/approvals/judge-approval.ts',
    from: '({ facts }) => facts.rejects,',
    to: '() => null,',
  },
  {
    breaks: 'what a bot made needs one approval',
    shows: { byBot: true, moves: ['cat press'] },
    file: 'github/approvals/judge-approval.ts',
    from: 'return isKnown || isNamed ? asked',
    to: 'return asked > 0 ? asked',
  },
  {
    breaks: 'a step starts without another look',
    shows: { moves: ['cat press_', 'cat demote~_', 'dan hour'] },
    file: 'engine/decide-approval.ts',
    from: 'else if (restsOnSomething(row)) askForCheck',
    to: 'else if (row.approvals.length > 9 && restsOnSomething(row)) askForCheck',
  },
  {
    breaks: 'what waited for a slot starts without another look',
    shows: { crowded: true, moves: SLOW },
    file: 'engine/step/start-ready.ts',
    from: 'if (!returnToApproval(changes, row)) begin(changes, row);',
    to: 'if (row.attempt > 9 && returnToApproval(changes, row)) continue;\n    begin(changes, row);',
  },
  {
    breaks: 'answers hold for ever',
    shows: { crowded: true, moves: SLOW },
    file: 'engine/step/stale-approvals.ts',
    from: 'evidence.heldAt >= at - ANSWERS_HOLD_MS',
    to: 'evidence.heldAt >= at - 99_999 * ANSWERS_HOLD_MS',
  },
  {
    breaks: 'the reviewers of today are not asked for',
    shows: { moves: ['dan other-reviewers', 'cat press', 'cat press'] },
    file: 'github/approvals/ask-facts.ts',
    from: '[plan, today].flatMap(',
    to: '[plan].flatMap(',
  },
  {
    breaks: 'a frozen model is deployed',
    shows: { moves: ['cat freeze', 'cat press', 'dan press'] },
    file: 'runtime/promotion/why-frozen.ts',
    from: 'if (!isFrozen(freeze, clock.now())) continue;',
    to: 'if (!isFrozen(freeze, 0)) continue;',
  },
  {
    breaks: 'what waited for a slot starts although the model was frozen meanwhile',
    shows: { crowded: true, moves: ['cat press', 'dan press', 'dan freeze', 'dan finish'] },
    file: 'runtime/perform/start-step.ts',
    from: 'await admitPromotion(performing.deps, ordered)',
    to: 'await Promise.resolve(ordered.step.promote.length > 9 ? admitPromotion(performing.deps, ordered) : null)',
  },
  {
    breaks: 'anybody ends what somebody else froze',
    shows: { moves: ['cat freeze', 'ada unfreeze', 'cat press', 'dan press'] },
    file: 'triggers/promotion/freeze-model.ts',
    from: 'if (isTheirs(known, wish) || wish.isAdministrator) return null;',
    to: 'if (isTheirs(known, wish) || wish.byId !== -1) return null;',
  },
  {
    breaks: 'whoever makes longer what somebody else froze may end it',
    shows: {
      moves: ['cat freeze', 'dan minute', 'ada freeze', 'ada unfreeze', 'cat press', 'dan press'],
    },
    file: 'triggers/promotion/freeze-model.ts',
    from: 'const isOthers = known !== null',
    to: 'const isOthers = false && known !== null',
  },
  {
    breaks: 'anybody makes shorter what somebody else froze',
    shows: { moves: ['cat freeze', 'ada freeze-short', 'dan hour', 'cat press', 'dan press'] },
    file: 'triggers/promotion/freeze-model.ts',
    from: 'freeze !== null && freeze.until >= known.until',
    to: 'freeze !== null && freeze.until > 0',
  },
  {
    breaks: 'whoever may only read freezes, and ends it',
    shows: { moves: ['eve freeze', 'cat press', 'dan press'] },
    file: 'github/commands/command-table.ts',
    from: "return right === 'admin' ? permission === 'admin' : mayWrite(permission);",
    to: "return right === 'admin' ? permission === 'admin' : permission !== 'none';",
  },
  {
    breaks: 'whoever may write is an administrator',
    shows: { moves: ['cat emergency', 'dan demote~', 'dan emergency'] },
    file: 'github/commands/model-command.ts',
    from: 'const permission = await api.permission(repository, by);',
    to: "const permission = 'admin' as const;",
  },
  {
    breaks: 'an emergency skips the gates of today',
    shows: { auc: 0.82, moves: ['dan tighten-gate~', 'dan emergency'] },
    file: 'github/models/wanted-version.ts',
    from: '(await whyUngated(deps, repository, version)) ?? version',
    to: 'version',
  },
  {
    breaks: 'a freeze holds an emergency',
    shows: { moves: ['cat freeze', 'dan emergency'] },
    file: 'domain/model.ts',
    from: 'if (byHand.emergency !== undefined) return true;',
    to: '',
  },
];
