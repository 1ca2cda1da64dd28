import { isAbsolute } from 'node:path';
import { existsSync } from 'node:fs';
import type { Frame, StepOutcome } from './job-state.ts';
import { runStepProcess } from './run-step-process.ts';
import { runTask, StepFailure } from './run-task.ts';

const PLAIN = {
  condition: undefined,
  env: {},
  timeoutMinutes: undefined,
  continueOnError: undefined,
};
const VARIABLE = 'ACTIONS_RUNNER_HOOK_JOB_STARTED';

/**
 * Runs the script that the runner's own environment names before a job, as "Set up runner". When it fails, the job is not
 * run, and has failed.
 * https://docs.github.com/actions/hosting-your-own-runners/running-scripts-before-or-after-a-job
 * https://github.com/actions/runner/blob/main/docs/adrs/1751-runner-job-hooks.md
 */
export async function runStartedHook(frame: Frame): Promise<StepOutcome | null> {
  const script = frame.job.host.env[VARIABLE];
  if (script === undefined || script === '') return null;
  const { board, log } = frame.job;
  const number = board.plan('Set up runner');
  log.beginStep();
  board.begin(number);
  log.line('A job started hook has been configured by the self-hosted runner administrator');
  const { conclusion } = await runTask(
    { name: 'Set up runner', definition: PLAIN, frame, body: (run) => obey(script, run) },
    {},
  );
  if (conclusion === 'failure') frame.hasFailed = true;
  board.end(number, conclusion);
  return conclusion;
}

async function obey(
  script: string,
  run: Parameters<Parameters<typeof runTask>[0]['body']>[0],
): Promise<void> {
  if (!isAbsolute(script) || !existsSync(script) || !script.endsWith('.sh')) {
    throw new StepFailure(`${script} is not a valid path to a script`);
  }
  const cwd = run.frame.job.folders.workspace;
  const order = { file: 'bash', args: ['-e', script], cwd, env: {}, github: {}, state: {} };
  const code = await runStepProcess(run, order);
  if (code !== 0) throw new StepFailure(`Process completed with exit code ${code}.`);
}
