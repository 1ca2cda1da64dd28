import type { Scope, StatusFunctions } from '../expressions/evaluate.ts';
import type { JsonMap } from '../json.ts';
import type { RunDefaults } from '../workflow/workflow.ts';
import type { JobFolders } from './job-folders.ts';
import type { JobLog } from './job-log.ts';
import type { JobHost, JobMessage } from './job-message.ts';
import type { Masker } from './masker.ts';
import type { StepBoard } from './step-board.ts';

/** What a running job knows; steps change it as they go. */
export type JobState = {
  readonly message: JobMessage;
  readonly host: JobHost;
  readonly folders: JobFolders;
  readonly log: JobLog;
  readonly masker: Masker;
  readonly board: StepBoard;
  readonly trackingId: string;
  /** Fires when the job is cancelled or out of time. */
  readonly cancel: AbortSignal;
  readonly force: AbortSignal;
  /** `env` of workflow and job, grown by `GITHUB_ENV`. */
  readonly env: Record<string, string>;
  /** Grown by `GITHUB_PATH`; the last stands first in `PATH`. */
  readonly path: string[];
  /** Post steps of the actions that began, the last runs first. */
  readonly posts: PostStep[];
};

export type PostStep = {
  readonly name: string;
  readonly run: () => Promise<StepOutcome>;
};

/** What steps of one list share: those of the job, or those of one composite action. */
export type Frame = {
  readonly job: JobState;
  /** Contexts besides `env`, `steps` and `job`. */
  readonly contexts: JsonMap;
  readonly env: Readonly<Record<string, string>>;
  readonly defaults: RunDefaults;
  readonly steps: Record<string, StepRecord>;
  /** What `GITHUB_ACTION_PATH` says, of a composite action. */
  readonly actionPath: string | null;
  hasFailed: boolean;
};

/** What the `steps` context says of one step. */
export type StepRecord = {
  readonly outputs: Readonly<Record<string, string>>;
  readonly outcome: StepOutcome;
  readonly conclusion: StepOutcome;
};

export type StepOutcome = 'success' | 'failure' | 'cancelled' | 'skipped';

/** What an expression of this frame sees. */
export function scopeOf(frame: Frame, env: Readonly<Record<string, string>>): Scope {
  const { job } = frame;
  const status = statusOf(frame);
  const known = frame.contexts['job'];
  const jobContext = { ...(known as JsonMap), status: wordOf(status) };
  const contexts = { ...frame.contexts, env, steps: { ...frame.steps }, job: jobContext };
  return { contexts: { ...contexts, runner: runnerContext(job) }, status };
}

/** How things stand for `success()` and its like. */
export function statusOf({ job, hasFailed }: Frame): StatusFunctions {
  const cancelled = job.cancel.aborted;
  return { cancelled, failure: !cancelled && hasFailed, success: !cancelled && !hasFailed };
}

/** The `runner` context, which is also the source of `RUNNER_*`. */
export function runnerContext({ message, folders }: JobState): Record<string, string> {
  return {
    name: message.runner.name,
    environment: message.runner.environment,
    os: process.platform === 'darwin' ? 'macOS' : 'Linux',
    arch: process.arch === 'arm64' ? 'ARM64' : 'X64',
    temp: folders.temp,
    tool_cache: folders.tools,
    workspace: folders.runnerWorkspace,
  };
}

function wordOf({ cancelled, failure }: StatusFunctions): string {
  if (cancelled) return 'cancelled';
  return failure ? 'failure' : 'success';
}
