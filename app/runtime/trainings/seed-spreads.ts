import { canonicalJson } from '../../domain/digest.ts';
import type { Plan, PlanStep } from '../../domain/plan.ts';
import type { StepRow } from '../../domain/run/run.ts';
import { seedsLike } from '../../domain/seeds.ts';
import { isMeasured } from '../../reports/report/mean-of-seeds.ts';
import type { Training } from '../../reports/report/training.ts';
import type { StoreReads } from '../ports/store.ts';
import { trainingSpreads } from './training-spreads.ts';

type Chosen = {
  readonly run: string;
  readonly plan: Plan;
  /** What judges the best cell, and the step that this is a cell of. */
  readonly step: PlanStep;
  readonly trained: string;
  readonly cells: readonly StepRow[];
  readonly best: StepRow;
};

type Spreads = Pick<Training, 'spreads' | 'slices'>;

/**
 * How much the seeds of a sweep move what the judge of its best cell measures: by the evaluations of each cell, those
 * first that run the judge's own command, else by what training measured under the same name.
 */
export async function seedSpreads(
  { runs }: { readonly runs: Pick<StoreReads['runs'], 'cells'> },
  { run, plan, step, trained, cells, best }: Chosen,
): Promise<Spreads> {
  let found = trainingSpreads(seedsLike(cells, best), { from: 'seeds', step: trained });
  for (const { id } of evaluationsOfEach(plan, step, trained)) {
    const judged = seedsLike((await runs.cells(run, id)).filter(isMeasured), best);
    const from = { from: 'seeds', step: trained, measuredBy: id } as const;
    found = before(trainingSpreads(judged, from), found);
  }
  return found;
}

/** The steps whose cells are each given what the equal cell made that the best one is chosen of; the likest last. */
function evaluationsOfEach(
  { steps }: Plan,
  { inputs, action }: PlanStep,
  trained: string,
): readonly PlanStep[] {
  const chosen = new Set(
    Object.values(inputs).flatMap((input) =>
      'step' in input && input.step === trained && input.cells === 'best' ? [input.output] : [],
    ),
  );
  const found = steps.filter((step) =>
    Object.values(step.inputs).some(
      (input) =>
        'step' in input &&
        input.step === trained &&
        input.cells === 'same' &&
        chosen.has(input.output),
    ),
  );
  const isAlike = (step: PlanStep) => canonicalJson(step.action) === canonicalJson(action);
  return found.toSorted((a, b) => Number(isAlike(a)) - Number(isAlike(b)));
}

/** What one says of a metric stands before what another does. */
function before(first: Spreads, then: Spreads): Spreads {
  const [mine = {}, theirs = {}] = [first.slices, then.slices];
  const keys = [...new Set([...Object.keys(theirs), ...Object.keys(mine)])];
  const slices = keys.map((key) => [key, { ...theirs[key], ...mine[key] }] as const);
  return {
    spreads: { ...then.spreads, ...first.spreads },
    ...(slices.length > 0 && { slices: Object.fromEntries(slices) }),
  };
}
