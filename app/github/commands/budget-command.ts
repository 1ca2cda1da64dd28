import { dollarsText } from '../../../text/dollars-text.ts';
import { limitsOf } from '../../domain/budget-policy.ts';
import { MOST_RAISES } from '../../domain/run/run-budget.ts';
import type { RunHeader } from '../../domain/run/run.ts';
import { findHands } from '../approvals/find-hands.ts';
import { reviewerEligibility } from '../approvals/reviewer-eligibility.ts';
import {
  done,
  nameOf,
  quoted,
  refused,
  runNamed,
  saidIn,
  type Answer,
  type Conversation,
} from '../conversation.ts';
import type { Arguments } from './parse-commands.ts';
import { numberIn } from './run-commands.ts';

/** More at once is a typing error rather than a wish. */
const MOST_USD = 10_000;

/**
 * `/mlp budget #32 +20`: the run may spend so many US dollars more, and what waits for that asks again. Said by somebody
 * with write whom the policy of today lists, and who did not make the change alone.
 */
export async function budgetCommand(conversation: Conversation, given: Arguments): Promise<Answer> {
  const { deps, comment, id: once } = conversation;
  const wish = wishOf(given);
  if (wish === null) {
    return refused(
      `Write \`/mlp budget #12 +20\`: a run, and how many US dollars more it may spend, at most ${MOST_USD}.`,
    );
  }
  const run = await runNamed(conversation, wish.run);
  if (run === null) return refused(`There is no run ${quoted(wish.run)} here.`);
  const obstacle = (await whyNotIt(conversation, run)) ?? (await whyNotThey(conversation, run));
  if (obstacle !== null) return refused(obstacle);
  const { login: by, id: byId } = comment.sender;
  const who = { by, ...(byId !== null && { byId }) };
  const event = { type: 'budget.raised', ...who, usd: wish.usd, once } as const;
  await deps.runtime.handle(run.id, event, saidIn(conversation, given.line));
  const text = `${nameOf(run)} may spend ${dollarsText(wish.usd)} more. What waits for it asks again.`;
  return { ...done(text), isAudited: true };
}

type Wish = { readonly run: string; readonly usd: number };

/** Null: it is none. */
function wishOf({ words, named }: Arguments): Wish | null {
  const run = numberIn(words);
  const others = words.filter((word) => word !== run);
  const [, amount] = /^\+\$?(\d{1,5}(?:\.\d{1,2})?)$/.exec(others[0] ?? '') ?? [];
  const isOdd = run === null || others.length !== 1 || Object.keys(named).length > 0;
  if (isOdd || amount === undefined) return null;
  const usd = Number(amount);
  return usd > 0 && usd <= MOST_USD ? { run, usd } : null;
}

async function whyNotIt({ deps }: Conversation, run: RunHeader): Promise<string | null> {
  const plan = await deps.store.runs.plan(run.plan);
  if (run.endedAt !== null) return `${nameOf(run)} is over.`;
  if (limitsOf(plan?.budget, run.hosted?.budgets) === null) {
    return `${nameOf(run)} has no budget, so there is none to raise.`;
  }
  return (run.raises ?? []).length >= MOST_RAISES
    ? `The budget of ${nameOf(run)} was raised ${MOST_RAISES} times, which is as often as it may be. Raise it in the file.`
    : null;
}

/**
 * Whoever wrote all of a change does not say alone what it may cost. That somebody else wrote too has to be seen: a commit
 * may name anyone as its co-author.
 */
async function whyNotThey(
  { deps, api, comment, policy }: Conversation,
  run: RunHeader,
): Promise<string | null> {
  const { sender, repository } = comment;
  const reviewers = policy.budgets?.approvers ?? [];
  const eligible = await reviewerEligibility(api, repository, sender, { reviewers });
  if (eligible.type === 'none') {
    return `${eligible.reason}. \`budgets.approvers\` of .github/mlpipelines.yml lists who may raise budgets.`;
  }
  const { authors, seen } = await findHands(deps, api, run);
  if (authors === null || sender.id === null) {
    return 'GitHub does not list everyone who wrote this change, so it cannot be checked that you did not make it alone. Raise the budget in the file.';
  }
  const isAlone = authors.has(sender.id) && [...seen].every((id) => id === sender.id);
  return isAlone
    ? `${quoted(sender.login)} alone made this change; someone else with write access has to raise its budget, or the file on the default branch.`
    : null;
}
