import type { RunView } from '../../../schemas/run-view.generated.ts';
import type { Plan } from '../../domain/plan.ts';
import { printable } from '../../../text/printable.ts';
import { runNumber } from '../words/run-words.ts';
import { shownKey, stepWords } from '../words/step-words.ts';
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
  if (view.steps.some(({ id, cell }) => id === step.id && cell !== null)) {
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
