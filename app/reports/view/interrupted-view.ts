import type { RunView, StepView } from '../../../schemas/run-view.generated.ts';

const GONE = 'the process that ran it is gone';
const AT_WORK = new Set([
  'open',
  'starting',
  'running',
  'stopping',
  'judging',
  'promoting',
  'backoff',
]);

/**
 * A run whose process is gone, for people: what the store has as running does not run, unless processes of its steps
 * outlived it.
 */
export function interruptedView(view: RunView, stepsLive: boolean): RunView {
  const steps = stepsLive ? view.steps : view.steps.map(interruptedStep);
  return { ...view, interrupted: true, steps };
}

function interruptedStep(step: StepView): StepView {
  if (step.result !== null || !AT_WORK.has(step.state)) return step;
  const attempts = step.attempts.map((attempt) =>
    attempt.endedAt === null ? { ...attempt, status: 'interrupted' } : attempt,
  );
  return { ...step, state: 'interrupted', reason: step.reason ?? GONE, attempts };
}
