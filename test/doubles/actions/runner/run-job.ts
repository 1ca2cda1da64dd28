import { randomUUID } from 'node:crypto';
import type { Clock } from '../../github/clock.ts';
import { evaluateText, evaluateTexts } from '../expressions/evaluate.ts';
import { endProcessesWith, TRACKING_VARIABLE } from './processes/end-marked-processes.ts';
import { makeJobFolders, removeJobFolders, type JobFolders } from './job-folders.ts';
import { JobLog } from './job-log.ts';
import type { JobControl, JobHost, JobMessage, JobResult, JobSink } from './job-message.ts';
import { scopeOf, statusOf, type Frame, type JobState } from './job-state.ts';
import { Masker } from './masker.ts';
import { openAction, preTask, type ActionUse } from './run-action.ts';
import { runStartedHook } from './run-started-hook.ts';
import { runStep, titleOf } from './run-step.ts';
import { runTask } from './run-task.ts';
import { StepBoard } from './step-board.ts';
import { messageOf } from '../../../../text/message-of.ts';

// How long a cancelled job may still clean up: actions/runner, `cancelTimeoutInMinutes`.
const AFTER_CANCEL_MS = 5 * 60_000;

/** Runs one job as GitHub's runner does: set up, pre, steps, post, outputs, no process and no file left. Never rejects. */
export async function runJob(
  message: JobMessage,
  sink: JobSink,
  control: JobControl,
  host: JobHost,
): Promise<JobResult> {
  const folders = makeJobFolders(host.root, message);
  const limits = limitTime(message, control, host.clock);
  const frame = openJob(message, sink, { host, folders, limits });
  const { job } = frame;
  const watching = limits.watch(() => {
    job.log.error(
      `The job has exceeded the maximum execution time of ${message.timeoutMinutes}m0s`,
    );
  });
  try {
    await runAllSteps(frame);
    const outputs = completeJob(frame);
    const { cancelled, failure } = statusOf(frame);
    return { conclusion: cancelled ? 'cancelled' : failure ? 'failure' : 'success', outputs };
  } finally {
    limits.over.abort();
    await watching;
    endProcessesWith(TRACKING_VARIABLE, job.trackingId);
    removeJobFolders(folders);
  }
}

async function runAllSteps(frame: Frame): Promise<void> {
  const { board, message } = frame.job;
  const setUp = board.plan('Set up job');
  board.begin(setUp);
  const uses = setUpJob(frame);
  board.end(setUp, uses === null ? 'failure' : 'success');
  if (uses === null) return;
  const pres = message.steps.flatMap((step) => {
    const use = uses.get(step.id);
    const name = `Pre ${titleOf(frame, step)}`;
    const task = use === undefined ? null : preTask(frame, use, name);
    return task === null ? [] : [{ task, number: board.plan(name) }];
  });
  const steps = message.steps.map((step) => ({ step, number: board.plan(titleOf(frame, step)) }));
  if ((await runStartedHook(frame)) === 'failure') return;
  for (const { task, number } of pres) {
    await onBoard(frame, number, async () => (await runTask(task, {})).conclusion);
  }
  for (const { step, number } of steps) {
    await onBoard(
      frame,
      number,
      () => runStep(frame, step, uses.get(step.id) ?? null),
      titleOf(frame, step),
    );
  }
  for (let post = frame.job.posts.pop(); post !== undefined; post = frame.job.posts.pop()) {
    await onBoard(frame, frame.job.board.plan(post.name), post.run);
  }
}

async function onBoard(
  frame: Frame,
  number: number,
  run: () => Promise<Awaited<ReturnType<typeof runStep>>>,
  name?: string,
): Promise<void> {
  const { board, log } = frame.job;
  log.beginStep();
  board.begin(number, name);
  const conclusion = await run();
  if (conclusion === 'failure') frame.hasFailed = true;
  board.end(number, conclusion);
}

// Published actions are fetched before the first step; one that is missing fails the job at once.
function setUpJob(frame: Frame): Map<string, ActionUse> | null {
  const { log, message, env } = frame.job;
  log.line(`Current runner version: a stand-in for GitHub's`);
  log.line(`Runner name: '${message.runner.name}'`);
  const uses = new Map<string, ActionUse>();
  try {
    for (const raw of message.env) Object.assign(env, evaluateTexts(raw, scopeOf(frame, env)));
    for (const step of message.steps) {
      if (step.uses === undefined || step.uses.startsWith('./')) continue;
      log.line(`Download action repository '${step.uses}'`);
      uses.set(step.id, openAction(frame, step));
    }
    log.line(`Complete job name: ${message.name}`);
    return uses;
  } catch (error) {
    log.error(messageOf(error));
    frame.hasFailed = true;
    return null;
  }
}

function completeJob(frame: Frame): Record<string, string> {
  const { board, log, masker, message, env } = frame.job;
  const number = board.plan('Complete job');
  board.begin(number);
  const outputs: Record<string, string> = {};
  try {
    const values = evaluateTexts(message.outputs, scopeOf(frame, env));
    for (const [name, value] of Object.entries(values).filter(([, text]) => text !== '')) {
      const isSecret = masker.mask(value) !== value;
      if (isSecret) log.warning(`Skip output '${name}' since it may contain secret.`);
      else outputs[name] = value;
    }
  } catch (error) {
    log.error('Fail to evaluate job outputs');
    log.error(messageOf(error));
    frame.hasFailed = true;
  }
  log.line('Cleaning up orphan processes');
  board.end(number, 'success');
  return outputs;
}

type Limits = {
  readonly over: AbortController;
  readonly cancel: AbortSignal;
  readonly force: AbortSignal;
  readonly watch: (onLate: () => void) => Promise<void>;
};

// Out of time means cancelled, and what is cancelled has five minutes for its last steps.
function limitTime(message: JobMessage, control: JobControl, clock: Clock): Limits {
  const over = new AbortController();
  const late = new AbortController();
  const tooLate = new AbortController();
  const cancel = AbortSignal.any([control.cancel, late.signal]);
  const force = AbortSignal.any([control.force, tooLate.signal]);
  const watch = async (onLate: () => void): Promise<void> => {
    await clock.sleep(message.timeoutMinutes * 60_000, AbortSignal.any([over.signal, cancel]));
    if (over.signal.aborted) return;
    if (!cancel.aborted) {
      onLate();
      late.abort();
    }
    await clock.sleep(AFTER_CANCEL_MS, over.signal);
    if (!over.signal.aborted) tooLate.abort();
  };
  return { over, cancel: AbortSignal.any([cancel, force]), force, watch };
}

function openJob(
  message: JobMessage,
  sink: JobSink,
  place: { readonly host: JobHost; readonly folders: JobFolders; readonly limits: Limits },
): Frame {
  const { host, folders, limits } = place;
  const masker = new Masker();
  for (const secret of Object.values(message.contexts.secrets))
    masker.add(evaluateText(secret, { contexts: {} }));
  for (const [name, value] of Object.entries(message.variables)) {
    if (name.endsWith('_TOKEN')) masker.add(value);
  }
  const { clock } = host;
  const log = new JobLog(sink, masker, clock);
  const board = new StepBoard(
    (steps) => sink.steps(steps),
    () => clock.now(),
  );
  const job: JobState = {
    message,
    host,
    folders,
    log,
    masker,
    board,
    trackingId: `github_${randomUUID()}`,
    cancel: limits.cancel,
    force: limits.force,
    env: {},
    path: [],
    posts: [],
  };
  const { github } = message.contexts;
  const here = { workspace: folders.workspace, event_path: folders.eventPath };
  return {
    job,
    contexts: { ...message.contexts, github: { ...github, ...here } },
    env: {},
    defaults: message.defaults,
    steps: {},
    actionPath: null,
    hasFailed: false,
  };
}
