import type { Plan, PlanStep } from '../../domain/plan.ts';
import type { RunHeader } from '../../domain/run/run.ts';
import { isOtherwise } from '../../reports/report/report-words.ts';
import type { Side } from '../../reports/report/report.ts';
import type { Training } from '../../reports/report/training.ts';
import { modelsOf } from './models-of.ts';
import { plannedIn, trainingOf, type TrainingDeps } from './training-of.ts';

type Reported = { readonly header: RunHeader; readonly plan: Plan; readonly step: PlanStep };

export type WithTrainings = { readonly sides: readonly Side[]; readonly training: Training };

/** What is known of the trainings behind what a step measured, and behind what its sides did. */
export async function withTrainings(
  deps: TrainingDeps,
  { header, plan, step }: Reported,
  sides: readonly Side[],
): Promise<WithTrainings> {
  const now = { run: header.id, plan, step };
  const training = await trainingOf(deps, { ...now, reader: header });
  const models = await modelsOf(deps, now);
  const told = sides.map(async (side) => {
    const { run, found } = side;
    if (run === null || found.type !== 'measured' || isOtherwise(side)) return side;
    const was = await plannedIn(deps, run.id, step.id);
    if (was === null) return side;
    const before = { run: run.id, ...was };
    const isSameModel = models !== null && models === (await modelsOf(deps, before));
    return {
      ...side,
      training: await trainingOf(deps, { ...before, reader: header }),
      ...(isSameModel && { isSameModel }),
    };
  });
  return { sides: await Promise.all(told), training };
}
