import { choosePools } from '../../../runner-provisioner/spot/choose-pools.ts';
import type { Choice } from '../../../runner-provisioner/types/choose-types.ts';
import { spotFactsOf } from '../../compute/wish/spot-facts-of.ts';
import { DEFAULT_WAITING_COST, type MachinePolicy } from '../../domain/machine-policy.ts';
import type { PlanStep } from '../../domain/plan.ts';
import { spotWords } from '../../reports/words/spot-words.ts';

/**
 * Whether a step that may be on either market would be on spot, in a run of a pull request that is the first of the App:
 * what the App saw of spot machines nobody here knows. Null: the step says which, or prices are not known.
 */
export function foreseeMarket(
  step: Pick<PlanStep, 'checkpoint' | 'clocks' | 'resources' | 'retry'>,
  candidates: Choice['candidates'],
  {
    lastMs,
    waitingCost = DEFAULT_WAITING_COST,
  }: { readonly lastMs: number | null } & Pick<MachinePolicy, 'waitingCost'>,
): string | null {
  const { resources } = step;
  if (resources === null || (resources.spot ?? 'prefer') !== 'prefer') return null;
  const facts = spotFactsOf(step, {
    past: lastMs === null ? [] : [lastMs],
    attempts: [],
    lost: 0,
    waitingUsdHour: waitingCost.pullRequest,
  });
  const view = { maxPrice: resources.maxPrice, seen: [], now: 0, isTrial: false };
  const choice = choosePools(facts, candidates, view);
  if (choice === null) return null;
  const here = lastMs === null ? '' : '; as long as it took on this machine';
  return `for a pull request ${spotWords(choice.best)}${here}`;
}
