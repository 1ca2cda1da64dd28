import { evaluateCondition } from '../../expressions/evaluate-condition.ts';
import { referencesOfExpression } from '../../expressions/references.ts';
import type { JsonMap } from '../../domain/json.ts';
import type { Plan, PlanStep } from '../../domain/plan.ts';

/**
 * Steps that a plan's own conditions leave out of a change whatever its steps do: those that deploy, which no change does,
 * and those that are left out by what is known of the event alone, or by how a run goes in which nothing fails. What only
 * the steps themselves decide leaves out nothing.
 */
export function leftOutSteps(
  plan: Plan,
  { github, run }: { readonly github: JsonMap; readonly run: JsonMap },
): ReadonlySet<string> {
  const contexts = { github, run, params: plan.paramValues };
  const leftOut = new Set<string>();
  // Every step follows its needs.
  for (const step of plan.steps) {
    const isLeftOut = deploys(step) || isLeftOutByNeeds(step, leftOut);
    if (isLeftOut || isLeftOutByIf(step, contexts)) leftOut.add(step.id);
  }
  return leftOut;
}

function deploys({ approval, promote }: PlanStep): boolean {
  return approval !== null || promote.length > 0;
}

function isLeftOutByNeeds({ when, needs }: PlanStep, leftOut: ReadonlySet<string>): boolean {
  switch (when) {
    case 'all-failed':
    case 'one-failed':
      return true;
    case 'all-success':
      return needs.some((need) => leftOut.has(need));
    case 'one-success':
    case 'none-failed-min-one-success':
      return needs.length > 0 && needs.every((need) => leftOut.has(need));
    default:
      return false;
  }
}

const KNOWN: ReadonlySet<string> = new Set(['github', 'run', 'params']);
const ALL_WELL = { succeeded: true, failed: false, cancelled: false };

function isLeftOutByIf(
  { if: text }: PlanStep,
  contexts: { readonly github: JsonMap; readonly run: JsonMap; readonly params: JsonMap },
): boolean {
  if (text === null) return false;
  const { paths, errors } = referencesOfExpression(text);
  if (errors.length > 0 || paths.some(({ path }) => !KNOWN.has(path[0] ?? ''))) return false;
  const held = evaluateCondition(text, contexts, ALL_WELL);
  return held.ok && !held.value;
}
