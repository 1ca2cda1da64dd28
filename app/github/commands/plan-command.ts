import { planSources, type PlannedSource } from '../../triggers/plan-sources.ts';
import { count } from '../../reports/words/step-words.ts';
import {
  done,
  paramLine,
  quoted,
  refused,
  type Answer,
  type HeadConversation,
} from '../conversation.ts';
import type { Arguments } from './parse-commands.ts';

const MOST_STEPS = 50;

/** `/mlp plan [pipeline] [key=value…]`: the steps of the head's pipelines in their order. */
export async function planCommand(
  { config }: HeadConversation,
  { words, named }: Arguments,
): Promise<Answer> {
  const [only] = words;
  const excess = await config.head.excess();
  if (excess !== null) return refused(`Nothing is planned: ${excess.reason}.`);
  const all = await planSources(config.head, named);
  const mistakes = all.flatMap(({ file, paramProblems }) =>
    paramProblems.map((problem) => paramLine(file, problem)),
  );
  if (mistakes.length > 0) return refused(mistakes.join('\n'));
  const plans = all.filter(({ plan }) => only === undefined || plan?.pipeline === only);
  if (plans.length > 0) return done(plans.map(planText).join('\n'));
  const what = only === undefined ? 'no pipeline' : `no pipeline ${quoted(only)}`;
  return refused(`There is ${what} at this commit.`);
}

function planText({ file, plan, problems }: PlannedSource): string {
  if (plan === null)
    return `- ${quoted(file)} has ${count(problems, 'problem')}; the check shows where`;
  const steps = plan.steps.slice(0, MOST_STEPS).map(({ id, needs }) => {
    return `\n  - ${id}${needs.length === 0 ? '' : ` after ${needs.join(', ')}`}`;
  });
  return `- ${plan.pipeline}: ${count(plan.steps.length, 'step')}${steps.join('')}`;
}
