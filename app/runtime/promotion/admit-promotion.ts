import type { PlanStep } from '../../domain/plan.ts';
import type { HotRun } from '../../engine/state/hot-run.ts';
import type { RuntimeDeps } from '../runtime.ts';
import { leaveTurn, whyNotItsTurn } from './await-turn.ts';
import { movedAliases } from './moved-aliases.ts';
import { whyBehind } from './why-behind.ts';
import { whyFrozen } from './why-frozen.ts';

/** What a step that promotes is asked with. */
export type Promoting = Pick<HotRun, 'header' | 'plan'> & { readonly step: PlanStep };

/** Why a step does not promote now. `turn` comes by itself, `frozen` ends at its time, `behind` stays so. */
export type NotAdmitted = {
  readonly type: 'turn' | 'frozen' | 'behind';
  /** `turn`: what it does, as `waits for run #31, which …`; else a sentence without its end. */
  readonly why: string;
};

/**
 * Before a step that promotes deploys, and again before its aliases move: what keeps its run from moving them; null:
 * nothing does, and it is its turn. On a laptop runs are of one person, who waits for nobody.
 */
export async function admitPromotion(
  deps: Pick<RuntimeDeps, 'store' | 'repository' | 'clock'>,
  { header, plan, step }: Promoting,
): Promise<NotAdmitted | null> {
  if (step.promote.length === 0) return null;
  const moved = movedAliases(plan.plan, step);
  const frozen = await whyFrozen(deps, header, moved);
  if (frozen !== null) {
    if (header.hosted !== undefined) await leaveTurn(deps, header, moved);
    return { type: 'frozen', why: frozen };
  }
  return admitOrdered(deps, header, moved);
}

/** One deploys after the other, and none goes back unsaid. */
export async function admitOrdered(
  deps: Pick<RuntimeDeps, 'store' | 'repository'>,
  header: Promoting['header'],
  moved: ReturnType<typeof movedAliases>,
): Promise<NotAdmitted | null> {
  if (moved.length === 0) return null;
  const turn = header.hosted === undefined ? null : await whyNotItsTurn(deps, header, moved);
  if (turn !== null) return { type: 'turn', why: turn };
  const behind = await whyBehind(deps, header, moved);
  return behind === null ? null : { type: 'behind', why: behind };
}
