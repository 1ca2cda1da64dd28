import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { StepFailure } from '../step-failure.ts';
import type { Variables } from './environment.ts';
import { messageOf } from '../../../text/message-of.ts';

export type Startable = {
  readonly program: string;
  readonly args: readonly string[];
  readonly folder: string;
  readonly variables: Variables;
};

type Exit = { readonly exitCode: number | null; readonly signal: string | null };

export type RunningChild = {
  readonly process: ChildProcess;
  readonly pid: number;
  readonly exited: Promise<Exit>;
};

/** Starts a command as the leader of a session and process group of its own. Throws `StepFailure` when it cannot start. */
export async function spawnCommand(launch: Startable): Promise<RunningChild> {
  const child = start(launch);
  const { promise: exited, resolve } = Promise.withResolvers<Exit>();
  const { promise: failed, reject } = Promise.withResolvers<never>();
  child.once('exit', (exitCode, signal) => resolve({ exitCode, signal }));
  child.on('error', (error) => reject(explain(error, launch)));
  const { pid } = child;
  if (pid === undefined) return failed;
  // Once it runs, an error can only be that a signal could not be sent.
  failed.catch(() => {});
  return { process: child, pid, exited };
}

function start(launch: Startable): ChildProcess {
  try {
    return spawn(launch.program, launch.args, {
      cwd: launch.folder,
      env: { ...launch.variables },
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  } catch (error) {
    throw explain(error, launch);
  }
}

const REASONS: Readonly<Record<string, (program: string) => StepFailure>> = {
  ENOENT: (program) =>
    new StepFailure(
      'failure',
      `${program} is not on this machine (not found on PATH). Install it, or choose another shell.`,
    ),
  EACCES: (program) =>
    new StepFailure('failure', `${program} may not be executed: permission denied.`),
  E2BIG: () =>
    new StepFailure(
      'failure',
      'The environment of the step is too large for a process. Hand large values on in files.',
    ),
  EAGAIN: () => tooMany('processes'),
  ENOMEM: () =>
    new StepFailure('infra', 'There is not enough memory to start a process on this machine.'),
  EMFILE: () => tooMany('open files'),
  ENFILE: () => tooMany('open files'),
};

function explain(error: unknown, launch: Startable): Error {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const known = REASONS[code]?.(launch.program);
  if (known !== undefined) return known;
  const text = messageOf(error);
  return new StepFailure('infra', `${launch.program} could not be started: ${text}`, {
    cause: error,
  });
}

function tooMany(what: string): StepFailure {
  return new StepFailure(
    'infra',
    `This machine has too many ${what} to start another process. Lower max-parallel, or raise the limit (ulimit).`,
  );
}
