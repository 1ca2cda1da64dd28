import type { Json } from '../json.ts';
import { makeFileCommands, obeyFileCommands } from './commands/file-commands.ts';
import { OutputHandler } from './commands/handle-output.ts';
import { processEnvironment } from './processes/process-environment.ts';
import { runProcess } from './processes/run-process.ts';
import { StepFailure, type StepRun } from './run-task.ts';
import { messageOf } from '../../../../text/message-of.ts';

export type StepProcess = {
  readonly file: string;
  readonly args: readonly string[];
  readonly cwd: string;
  /** What this process gets besides the step's environment: inputs and state of an action. */
  readonly env: Readonly<Record<string, string>>;
  /** What the `github` context says for this process only. */
  readonly github: Readonly<Record<string, Json>>;
  /** Grown by `GITHUB_STATE`. */
  readonly state: Record<string, string>;
};

/** Runs one process of a step with all that GitHub promises it, and answers its exit code. */
export async function runStepProcess(run: StepRun, order: StepProcess): Promise<number> {
  const { job } = run.frame;
  const files = makeFileCommands(job);
  const output = new OutputHandler(run, order.state);
  const github = { ...(run.frame.contexts['github'] as Record<string, Json>), ...order.github };
  const env = processEnvironment(job, github, run.env, { ...order.env, ...files });
  const ended = await runProcess(
    { file: order.file, args: order.args, cwd: order.cwd, env },
    {
      clock: job.host.clock,
      cancel: run.cancel,
      force: run.force,
      onLine: (line) => output.take(line),
    },
  ).catch((error: unknown) => startFailure(order, error));
  const isUnderstood = obeyFileCommands(job, files, { outputs: run.outputs, state: order.state });
  if (ended instanceof StepFailure) throw ended;
  if (ended === 0 && (!isUnderstood || output.hasRefused)) throw new StepFailure('');
  return ended;
}

function startFailure({ file, cwd }: StepProcess, error: unknown): StepFailure {
  const why = messageOf(error);
  return new StepFailure(
    `An error occurred trying to start process '${file}' with working directory '${cwd}'. ${why}`,
  );
}
