import type { Plan, PlanStep } from '../../domain/plan.ts';
import type { RunHeader, StepRow } from '../../domain/run/run.ts';
import { ownValue } from '../../domain/own-value.ts';
import { bestCell } from '../../engine/evaluate/best-cell.ts';
import { isMeasured, meanOfSeeds } from '../../reports/report/mean-of-seeds.ts';
import { selectedFrom } from '../../reports/report/selected-from.ts';
import { ONE_TRAINING, type Training } from '../../reports/report/training.ts';
import { modelMaker } from '../baselines/model-of.ts';
import type { StoreReads } from '../ports/store.ts';
import { repeatsOf, type JustMeasured } from './repeats-of.ts';
import { seedSpreads } from './seed-spreads.ts';
import { trainingSpreads } from './training-spreads.ts';

export type TrainingDeps = { readonly store: Pick<StoreReads, 'runs' | 'cache'> };

export type Trained = {
  /** The run whose report it is: only what it may read, and what was there when it ended. */
  readonly reader: RunHeader;
  readonly run: string;
  readonly plan: Plan;
  readonly step: PlanStep;
  /** What the step has measured, where the run's row does not say so yet; left out: it does. */
  readonly measured?: JustMeasured;
};

/** What is known of the trainings behind what a step of a run measured. */
export async function trainingOf({ store }: TrainingDeps, trained: Trained): Promise<Training> {
  const { run, plan, step } = trained;
  const selection = selectedFrom(plan, step.id);
  if (step.matrix !== null) return ofSeeds(step.id, await store.runs.cells(run, step.id));
  const together = allModelsOf(plan, step);
  if (together !== null) return { ...ONE_TRAINING, together };
  if (selection === null) return { ...ONE_TRAINING, ...(await repeatsOf(store, trained)) };
  const chosen = plan.steps.find(({ id }) => id === selection.step);
  const cells = (await store.runs.cells(run, selection.step)).filter(isMeasured);
  const best = bestCell(chosen?.metrics ?? null, cells);
  // Without a cell that says so, what the file says of it is all there is.
  if (best === null) return { ...ONE_TRAINING, selection };
  const { metric } = selection;
  const among = cells.filter(({ metrics }) => ownValue(metrics, metric ?? '') !== undefined).length;
  const chosenFrom = { run, plan, step, trained: selection.step, cells, best };
  return {
    ...ONE_TRAINING,
    selection: { ...selection, cells: among },
    ...(await seedSpreads(store, chosenFrom)),
  };
}

/** Of a step that is itself done once for each seed. */
function ofSeeds(step: string, cells: readonly StepRow[]): Training {
  if (meanOfSeeds(cells) === null) return ONE_TRAINING;
  return { ...ONE_TRAINING, of: cells.length, ...trainingSpreads(cells, { from: 'seeds', step }) };
}

/** The matrix step all of whose models a step is given; null: it is given no such. */
function allModelsOf(plan: Plan, { inputs }: PlanStep): string | null {
  const all = Object.values(inputs).find(
    (input) => 'step' in input && input.cells !== 'best' && modelMaker(plan, input)?.matrix != null,
  );
  return all !== undefined && 'step' in all ? all.step : null;
}

/** The step as another run had it; null: it had none of that name, or is forgotten. */
export async function plannedIn(
  { store }: TrainingDeps,
  run: string,
  stepId: string,
): Promise<Pick<Trained, 'plan' | 'step'> | null> {
  const header = await store.runs.header(run);
  const plan = header === null ? null : await store.runs.plan(header.plan);
  const step = plan?.steps.find(({ id }) => id === stepId);
  return plan === null || step === undefined ? null : { plan, step };
}
