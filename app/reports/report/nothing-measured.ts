import type { RunView, StepView } from '../../../schemas/run-view.generated.ts';
import type { Plan } from '../../domain/plan.ts';
import { printable } from '../../../text/printable.ts';
import { runNumber } from '../words/run-words.ts';
import { shownKey, stepWords } from '../words/step-words.ts';
import { areSeeds } from '../../domain/seeds.ts';
import { isMeasured } from './mean-of-seeds.ts';
import { judgingStep } from './reported-step.ts';

/** Why a run has no report: what is missing, and where; then what to do. */
export function nothingMeasured(
  view: RunView,
  plan: Plan,
): { readonly why: string; readonly next: string } {
  const step = judgingStep(view, plan);
  const run = runNumber(view);
  if (step === null) {
    return {
      why: `Nothing to report: no step in ${printable(plan.file)} says which of its metrics stands for the model.`,
      next: 'Name one there: metrics: { path: metrics.json, primary: auc, maximize: [auc] }',
    };
  }
  const name = shownKey(step.key);
  const cells = view.steps.filter(({ id, cell }) => id === step.id && cell !== null);
  if (areSeeds(cells)) {
    return { why: seedsMissing(name, cells), next: `mlpipelines show ${run} --all` };
  }
  if (cells.length > 0) {
    return {
      why: `Nothing to report: ${name} is a matrix, and each of its cells measures for itself.`,
      next: `mlpipelines show ${run} --all`,
    };
  }
  if (step.result === null) {
    return {
      why: `Nothing to report yet: ${name}, which the run is judged by, has measured nothing (${stepWords(step).word}).`,
      next: `mlpipelines show ${run}`,
    };
  }
  const isDone = step.result === 'success';
  const how = isDone
    ? 'succeeded, but wrote no number'
    : `was not measured (${stepWords(step).word})`;
  return {
    why: `Nothing to report: ${name}, which the run is judged by, ${how}.`,
    next: `mlpipelines why ${run} ${name}`,
  };
}

function seedsMissing(name: string, cells: readonly StepView[]): string {
  const missing = cells.filter((cell) => !isMeasured(cell));
  const some = `${missing.length} of the ${cells.length} seeds of ${name}`;
  return missing.some(({ result }) => result === null)
    ? `Nothing to report yet: ${some} ${missing.length === 1 ? 'has' : 'have'} measured nothing so far.`
    : `Nothing to report: ${some} measured nothing, and the mean of the others would flatter.`;
}
