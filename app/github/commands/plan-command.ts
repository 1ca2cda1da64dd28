import { planSources } from '../../runtime/intake/plan-sources.ts';
import { done, quoted, refused, type Answer, type HeadConversation } from './conversation.ts';
import type { Arguments } from './parse-commands.ts';

const MOST_STEPS = 50;

/** `/mlp plan [pipeline] [key=value…]`: the steps of the head's pipelines in their order. */
export async function planCommand(
  { config }: HeadConversation,
  { words, named }: Arguments,
): Promise<Answer> {
  const readable = config.head.filter(({ trouble }) => trouble === null);
  const [only] = words;
  const plans = planSources(readable, named).filter(
    ({ plan }) => only === undefined || plan?.pipeline === only,
  );
  if (plans.length === 0) return refused('There is no such pipeline at this commit.');
  return done(plans.map(planText).join('\n'));
}

function planText({ file, plan, problems }: ReturnType<typeof planSources>[number]): string {
  if (plan === null) return `- ${quoted(file)} has ${problems} problems`;
  const steps = plan.steps.slice(0, MOST_STEPS).map(({ id, needs }) => {
    return `\n  - ${id}${needs.length === 0 ? '' : ` after ${needs.join(', ')}`}`;
  });
  return `- ${plan.pipeline}: ${plan.steps.length} steps${steps.join('')}`;
}
