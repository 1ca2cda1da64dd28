import type { RunView } from '../../../schemas/run-view.generated.ts';
import type { Plan } from '../../domain/plan.ts';
import { stepsAbovePromotion } from '../../domain/steps-above-promotion.ts';

type Merged = Pick<RunView, 'tested' | 'steps' | 'models'>;

/**
 * What the run of a merged commit made of what its pull request tested: `promoted churn v15, tested in #42`, `trained again:
 * `src/io.py` differs from what #42 tested`; null: there is nothing to tell.
 */
export function testedWords({ tested, steps, models }: Merged, plan: Plan): string | null {
  if (tested === undefined) return null;
  const { pull, because } = tested;
  if (because !== null) return `trained again: ${because}`;
  const above = new Map(stepsAbovePromotion(plan).map((step) => [step.id, step]));
  const anew = steps.find(
    ({ id, cached, attempts }) => above.get(id)?.cache && !cached && attempts.length > 0,
  );
  if (anew !== undefined) {
    return `trained again: what \`${anew.key}\` is given differs from what #${pull} tested`;
  }
  const [model] = models;
  if (model === undefined) return `takes over what #${pull} tested`;
  const isPromoted = plan.steps.some(
    ({ id, promote }) =>
      promote.length > 0 && steps.some((step) => step.id === id && step.result === 'success'),
  );
  const name = `${model.name} v${model.version}, tested in #${pull}`;
  return isPromoted ? `promoted ${name}` : name;
}
