import { sumEstimate, type Estimate, type StepFate } from '../../costs/run-estimate.ts';
import { estimateSteps, type StepEstimate, type StepRates } from '../../costs/step-estimate.ts';
import type { HostedRun } from '../../domain/hosted.ts';
import type { Plan } from '../../domain/plan.ts';
import type { RunHeader, StepRow } from '../../domain/run/run.ts';
import { readableScopes } from '../../domain/scope.ts';
import type { Store } from '../ports/store.ts';

/** What the steps of a run cost while they work. */
export type RatesOf = (run: RatedRun) => StepRates;

export type RatedRun = Pick<RunHeader, 'trigger'> & { readonly hosted: HostedRun };

type Estimating = {
  readonly store: Pick<Store, 'estimates' | 'history'>;
  readonly ratesOf: RatesOf;
};

type Estimated = {
  readonly header: RunHeader;
  readonly plan: Plan;
  readonly steps: readonly StepRow[];
};

/** What a run may cost as its rows stand; null: it is of one machine, or was over before anybody reckoned it. */
export async function estimateOfRun(
  deps: Estimating,
  { header, plan, steps }: Estimated,
): Promise<Estimate | null> {
  const estimated = await stepEstimates(deps, { header, plan });
  return estimated === null ? null : sumEstimate(estimated, fatesOf(steps));
}

/** Step by step, reckoned once: history and prices move, and what was told of the run stays. */
export async function stepEstimates(
  { store, ratesOf }: Estimating,
  { header, plan }: Pick<Estimated, 'header' | 'plan'>,
): Promise<readonly StepEstimate[] | null> {
  const { id, hosted, pipeline, trigger, endedAt } = header;
  if (hosted === undefined) return null;
  const kept = await store.estimates.of(id);
  if (kept !== null || endedAt !== null) return kept;
  const scopes = readableScopes(header);
  const past = await store.history.paidTimes({ pipeline, scopes, except: id });
  return store.estimates.keep(id, estimateSteps(plan, past, ratesOf({ trigger, hosted })));
}

function fatesOf(steps: readonly StepRow[]): readonly StepFate[] {
  return steps.flatMap((row): StepFate[] => {
    const { role, stepId: step, cached, takenFrom, attempt, state, result } = row;
    if (role === 'cell') return [];
    if (cached || takenFrom !== null) return [{ step, fate: 'cached' }];
    const isLeftOut =
      result === 'skipped' || (state === 'over' && role === 'single' && attempt === 0);
    return [{ step, fate: isLeftOut ? 'skipped' : 'runs' }];
  });
}
