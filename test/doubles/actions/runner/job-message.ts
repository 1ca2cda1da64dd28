import type { Clock } from '../../github/clock.ts';
import type { JobAnnotation, JobConclusion, JobStep } from '../../github/actions-backend.ts';
import type { Json, JsonMap } from '../json.ts';
import type { RunDefaults, StepDefinition } from '../workflow/workflow.ts';

/** All a runner is told of its job. Plain JSON, since a runner may be another process. */
export type JobMessage = {
  readonly jobId: number;
  /** The key under `jobs`, `GITHUB_JOB`. */
  readonly key: string;
  readonly name: string;
  /** `github`, `inputs`, `matrix`, `strategy`, `needs`, `vars`, `secrets`. */
  readonly contexts: JsonMap & { readonly github: JsonMap; readonly secrets: JsonMap };
  /** `env` of the workflow and then of the job, not yet evaluated. */
  readonly env: readonly JsonMap[];
  readonly defaults: RunDefaults;
  readonly steps: readonly StepDefinition[];
  readonly outputs: JsonMap;
  readonly timeoutMinutes: number;
  /** What lies at `GITHUB_EVENT_PATH`. */
  readonly event: Json;
  /** What GitHub adds to the environment of steps: the address of the id-token service. */
  readonly variables: Readonly<Record<string, string>>;
  readonly runner: { readonly name: string; readonly environment: RunnerEnvironment };
  /** Folders of actions by `owner/repo@ref`. */
  readonly actions: Readonly<Record<string, string>>;
  /** How many times faster than life the runner's waits pass. */
  readonly speed: number;
};

export type RunnerEnvironment = 'github-hosted' | 'self-hosted';

/** Where a running job tells what happens. */
export type JobSink = {
  steps(steps: readonly JobStep[]): void;
  log(text: string): void;
  annotate(annotations: readonly JobAnnotation[]): void;
  summary(markdown: string): void;
};

/** `cancel` lets `always()` and `cancelled()` steps run, `force` does not. */
export type JobControl = { readonly cancel: AbortSignal; readonly force: AbortSignal };

/** The machine a job runs on. */
export type JobHost = {
  readonly clock: Clock;
  /** Below it every job gets a folder of its own, removed afterwards. */
  readonly root: string;
  /** What the machine's image has in its environment, beyond what is always let through. */
  readonly env: Readonly<Record<string, string>>;
};

export type JobResult = {
  readonly conclusion: Exclude<JobConclusion, 'skipped'>;
  readonly outputs: Readonly<Record<string, string>>;
};
