import type { RunView, StepView } from '../../../schemas/run-view.generated.ts';
import type { ApprovalSpec, Plan } from '../../domain/plan.ts';
import { inlineCode, inlineText } from '../markdown/inline-text.ts';
import { runNumber } from '../words/run-words.ts';
import { count } from '../words/step-words.ts';

/** What is needed of whom, step by step, and how it is said; none where nothing waits for a person. */
export function approvalLines(view: RunView, plan: Plan): readonly string[] {
  const waiting = view.steps.filter(({ state }) => state === 'approval');
  const budget = budgetLines(view);
  if (waiting.length === 0) return budget;
  const needs = waiting.slice(0, MOST_STEPS).map((step) => `- ${needOf(step, plan)}`);
  const more = waiting.length - needs.length;
  if (more > 0) needs.push(`- and ${count(more, 'more step')}`);
  const number = runNumber(view);
  const how = `Press Approve or Reject here, or comment <code>/mlp approve ${number}</code> or <code>/mlp reject ${number}</code> in a pull request of this repository. No machine waits.`;
  return [needs.join('\n'), how, ...budget];
}

/** What waits for more money, and how it is given. */
function budgetLines({ steps }: RunView): readonly string[] {
  const waiting = steps.filter(({ state }) => state === 'budget');
  if (waiting.length === 0) return [];
  const lines = waiting
    .slice(0, MOST_STEPS)
    .map(({ key, reason }) => `- ${inlineCode(key)} is over budget: it ${told(reason)}`);
  const more = waiting.length - lines.length;
  if (more > 0) lines.push(`- and ${count(more, 'more step')}`);
  const how =
    'Comment that in a pull request of this repository. No machine waits; after 7 days the step is rejected.';
  return [lines.join('\n'), how];
}

/** Commands stand between backticks, and are to be copied. */
function told(reason: string | null): string {
  const parts = (reason ?? 'waits for its budget').split('`');
  return parts
    .map((part, at) =>
      at % 2 === 1 ? `<code>${inlineText(part, 60)}</code>` : inlineText(part, 400),
    )
    .join(' ');
}

const MOST_STEPS = 10;
const MOST_NAMES = 10;

function needOf({ key, id, reason }: StepView, { steps }: Plan): string {
  const spec = steps.find((step) => step.id === id)?.approval ?? null;
  const stand = reason === null ? '' : `: it ${inlineText(reason, 400)}`;
  if (spec === null) return `${inlineCode(key)} needs an approval${stand}`;
  const { environment } = spec;
  const place = environment === null ? '' : ` for ${inlineCode(environment)}`;
  const asked = count(spec.count, 'approval');
  return `${inlineCode(key)} needs ${asked}${place} by ${whoOf(spec)}${stand}`;
}

/** Whoever had a hand in the change does not approve it, listed or not. */
function whoOf({ reviewers }: ApprovalSpec): string {
  if (reviewers.length === 0) return 'people with write access who had no hand in the change';
  const named = reviewers.slice(0, MOST_NAMES).map((name) => inlineCode(name.replace(/^@/, '')));
  const more = reviewers.length - named.length;
  const others = more > 0 ? [count(more, 'more')] : [];
  return `${[...named, ...others].join(' or ')}, whoever of them had no hand in the change`;
}
