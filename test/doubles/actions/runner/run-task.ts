import {
  evaluateCondition,
  evaluateTexts,
  evaluateValue,
  type Scope,
} from '../expressions/evaluate.ts';
import type { StepDefinition } from '../workflow/workflow.ts';
import { scopeOf, type Frame, type StepOutcome } from './job-state.ts';
import { messageOf } from '../../../../text/message-of.ts';

/** Something with a condition, an environment and a time limit: a step, or the pre or post part of an action. */
export type Task = {
  readonly name: string;
  readonly definition: Pick<
    StepDefinition,
    'condition' | 'env' | 'timeoutMinutes' | 'continueOnError'
  >;
  readonly frame: Frame;
  /** Throws `StepFailure` to fail. */
  body(run: StepRun): Promise<void>;
};

/** A task while it runs. */
export type StepRun = {
  readonly frame: Frame;
  /** The `env` context: of the job, the composite action, the step. */
  readonly env: Readonly<Record<string, string>>;
  readonly scope: Scope;
  readonly cancel: AbortSignal;
  readonly force: AbortSignal;
  readonly outputs: Record<string, string>;
};

export type TaskResult = { readonly outcome: StepOutcome; readonly conclusion: StepOutcome };

/** What a step fails with; the message, if any, becomes an error in log and annotations. */
export class StepFailure extends Error {
  override readonly name = 'StepFailure';
}

/** Runs one task, unless its condition says no, and says how it ended. Never rejects. */
export async function runTask(task: Task, outputs: Record<string, string>): Promise<TaskResult> {
  const { frame, definition } = task;
  if (frame.job.force.aborted) return { outcome: 'skipped', conclusion: 'skipped' };
  try {
    const before = { ...frame.job.env, ...frame.env };
    const env = { ...before, ...evaluateTexts(definition.env, scopeOf(frame, before)) };
    const isWanted = () => evaluateCondition(definition.condition, scopeOf(frame, env));
    if (!isWanted()) return { outcome: 'skipped', conclusion: 'skipped' };
    const outcome = await runUntilEnd(task, { env, outputs, isWanted });
    return { outcome, conclusion: forgiven(task, outcome, env) };
  } catch (error) {
    frame.job.log.error(messageOf(error));
    return { outcome: 'failure', conclusion: 'failure' };
  }
}

type Prepared = {
  readonly env: Record<string, string>;
  readonly outputs: Record<string, string>;
  isWanted(): boolean;
};

async function runUntilEnd(task: Task, prepared: Prepared): Promise<StepOutcome> {
  const { frame } = task;
  const { cancel, force, log } = frame.job;
  const stop = new AbortController();
  // Asked again on cancellation: a step with `if: always()` goes on. StepsRunner.cs in actions/runner.
  const reconsider = () => {
    if (!prepared.isWanted()) stop.abort('cancelled');
  };
  cancel.addEventListener('abort', reconsider);
  const over = new AbortController();
  const minutes = limitOf(task, prepared.env);
  const timer = stopAfter(minutes, { frame, stop, over: over.signal });
  try {
    const scope = scopeOf(frame, prepared.env);
    const { env, outputs } = prepared;
    const outcome = await outcomeOf(task, {
      frame,
      env,
      scope,
      cancel: AbortSignal.any([stop.signal, force]),
      force,
      outputs,
    });
    if (stop.signal.reason === 'timeout') {
      log.error(`The action '${task.name}' has timed out after ${minutes} minutes.`);
      return 'failure';
    }
    if (!stop.signal.aborted && !force.aborted) return outcome;
    log.error('The operation was canceled.');
    return 'cancelled';
  } finally {
    over.abort();
    cancel.removeEventListener('abort', reconsider);
    await timer;
  }
}

async function outcomeOf(task: Task, run: StepRun): Promise<StepOutcome> {
  try {
    await task.body(run);
    return 'success';
  } catch (error) {
    const isOurDoing = run.cancel.aborted;
    const message = messageOf(error);
    if (!isOurDoing && message !== '') task.frame.job.log.error(message);
    return 'failure';
  }
}

async function stopAfter(
  minutes: number,
  { frame, stop, over }: { frame: Frame; stop: AbortController; over: AbortSignal },
): Promise<void> {
  if (minutes <= 0) return;
  await frame.job.host.clock.sleep(minutes * 60_000, over);
  if (!over.aborted) stop.abort('timeout');
}

function limitOf({ definition, frame }: Task, env: Record<string, string>): number {
  const minutes = evaluateValue(definition.timeoutMinutes ?? 0, scopeOf(frame, env));
  return Number(minutes);
}

function forgiven(task: Task, outcome: StepOutcome, env: Record<string, string>): StepOutcome {
  if (outcome !== 'failure') return outcome;
  const raw = task.definition.continueOnError ?? false;
  return evaluateValue(raw, scopeOf(task.frame, env)) === true ? 'success' : 'failure';
}
