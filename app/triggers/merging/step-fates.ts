import type { JsonMap } from '../../domain/json.ts';
import type { Plan, PlanStep } from '../../domain/plan.ts';
import { evaluateCondition } from '../../expressions/evaluate-condition.ts';
import { referencesOfExpression } from '../../expressions/references.ts';

/** Whether a step does something in a run in which nothing fails; `perhaps`: only that run will tell. */
export type Fate = 'runs' | 'perhaps' | 'left-out';

export type FateContexts = {
  /** What is known of them; what is not there is not known. */
  readonly contexts: { readonly github: JsonMap; readonly run: JsonMap };
  /** Params whose values there are not those of the plan. */
  readonly typed: readonly string[];
};

/** What becomes of each step of a plan in a run of which only its event is known. */
export function stepFates(plan: Plan, known: FateContexts): ReadonlyMap<string, Fate> {
  const fates = new Map<string, Fate>();
  const params = Object.fromEntries(
    Object.entries(plan.paramValues).filter(([name]) => !known.typed.includes(name)),
  );
  // Every step follows its needs.
  for (const step of plan.steps) {
    const needs = step.needs.map((need) => fates.get(need) ?? 'perhaps');
    const byIf = fateByIf(step, { ...known.contexts, params }, needs);
    fates.set(step.id, both(fateByNeeds(step, needs), byIf));
  }
  return fates;
}

function both(a: Fate, b: Fate): Fate {
  if (a === 'left-out' || b === 'left-out') return 'left-out';
  return a === 'runs' ? b : a;
}

function fateByNeeds({ when }: PlanStep, needs: readonly Fate[]): Fate {
  switch (when) {
    case 'all-failed':
    case 'one-failed':
      return 'left-out';
    case 'all-success':
      return needs.reduce(both, 'runs');
    case 'one-success':
    case 'none-failed-min-one-success':
      if (needs.length === 0 || needs.includes('runs')) return 'runs';
      return needs.includes('perhaps') ? 'perhaps' : 'left-out';
    default:
      return 'runs';
  }
}

type Contexts = FateContexts['contexts'] & { readonly params: JsonMap };

/** By its `if`, which may ask how the steps above it went: then each way is tried. */
function fateByIf({ if: text }: PlanStep, contexts: Contexts, needs: readonly Fate[]): Fate {
  if (text === null) return 'runs';
  if (!isKnown(text, contexts)) return 'perhaps';
  const holds = (succeeded: boolean) => {
    const held = evaluateCondition(text, contexts, { succeeded, failed: false, cancelled: false });
    // It fails the step, which is told where it does.
    return !held.ok || held.value;
  };
  const [wellAbove, skippedAbove] = [holds(true), holds(false)];
  if (wellAbove === skippedAbove) return wellAbove ? 'runs' : 'left-out';
  return needs.every((need) => need === 'runs') && wellAbove ? 'runs' : 'perhaps';
}

/** Whether all that an expression reads is known. */
function isKnown(text: string, contexts: Contexts): boolean {
  const { paths, errors } = referencesOfExpression(text);
  return (
    errors.length === 0 &&
    paths.every(({ path: [context = '', name] }) => {
      const values = Object.entries(contexts).find(([known]) => known === context)?.[1];
      return values !== undefined && name !== undefined && Object.hasOwn(values, name);
    })
  );
}
