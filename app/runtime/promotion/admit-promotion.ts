import type { PlanStep } from '../../domain/plan.ts';
import type { HotRun } from '../../engine/state/hot-run.ts';
import type { RuntimeDeps } from '../runtime.ts';
import { awaitTurn } from './await-turn.ts';
import { movedAliases } from './moved-aliases.ts';
import { whyBehind } from './why-behind.ts';

/** What a step that promotes is asked with. */
export type Promoting = Pick<HotRun, 'header' | 'plan'> & { readonly step: PlanStep };

/**
 * Before a step that promotes deploys, and again before its aliases move: returns once it is its run's turn, and why the run
 * may not move them after all; null: it may. On a laptop runs are of one person, who goes back by running an older commit.
 */
export async function admitPromotion(
  deps: Pick<RuntimeDeps, 'store' | 'repository'>,
  { header, plan, step }: Promoting,
): Promise<string | null> {
  if (header.hosted === undefined || step.promote.length === 0) return null;
  const moved = movedAliases(plan.plan, step);
  await awaitTurn(deps, header, moved);
  return whyBehind(deps, header, moved);
}
