/**
 * The port between the GitHub stand-in, which keeps what GitHub shows of Actions (runs, jobs, their check runs, logs
 * and webhooks), and whatever executes a workflow. The stand-in calls an `ActionsBackend`; the backend answers through
 * the `RunReporter` it was given. Without a backend, runs stay queued.
 *
 * Order of one run, as on GitHub: `startRun` → `jobQueued` for each job as its `needs` are over → `released` → `jobStarted` →
 * `stepsChanged`/`log` … → `jobCompleted` → when nothing is left, `runCompleted`. A file that cannot become jobs (bad
 * YAML, bad matrix, no matrix value) is `runCompleted('startup_failure')` without any job.
 */
export type ActionsBackend = {
  /** Takes a run over. Work goes on after it returns; a rejection is a problem of the stand-in. */
  startRun(order: RunOrder, reporter: RunReporter): void | Promise<void>;
  /** `cancel` lets `if: always()` and `if: cancelled()` run, `force` does not. The backend still reports the end. */
  cancelRun(runId: number, how: 'cancel' | 'force'): void;
  /** Answers `generate-jitconfig` with the `encoded_jit_config` of a new ephemeral runner. Absent: there are none. */
  registerRunner?(order: RunnerOrder, reporter: RunnerReporter): string;
  /** Follows `DELETE …/actions/runners/{id}`: its agent is told to go, a job it has is lost. */
  removeRunner?(runnerId: number): void;
};

export type RunnerOrder = {
  readonly id: number;
  readonly name: string;
  readonly groupId: number;
  readonly groupName: string;
  readonly labels: readonly string[];
  readonly workFolder: string;
  /** Whose jobs it may take. */
  readonly scope:
    | { readonly type: 'repository'; readonly fullName: string }
    | { readonly type: 'organization'; readonly login: string };
};

export type RunnerReporter = {
  runnerChanged(runnerId: number, now: { readonly online: boolean; readonly busy: boolean }): void;
  /** Its job is over, it was idle for too long or it was removed. */
  runnerGone(runnerId: number): void;
};

export type RunOrder = {
  readonly runId: number;
  readonly runAttempt: number;
  readonly runNumber: number;
  /** The evaluated `run-name`, what `workflow_run.display_title` shows. */
  readonly runName: string;
  readonly repository: OrderedRepository;
  readonly workflow: {
    readonly id: number;
    readonly name: string;
    /** `.github/workflows/mlpipelines.yml` */
    readonly path: string;
    /** The file at `sha`. */
    readonly text: string;
  };
  readonly event: 'workflow_dispatch';
  /** What the job finds at `GITHUB_EVENT_PATH`; `inputs` are strings here. */
  readonly eventPayload: Readonly<Record<string, unknown>>;
  /** `refs/heads/main` */
  readonly ref: string;
  readonly sha: string;
  /** Whether `ref` is a protected branch. */
  readonly refProtected: boolean;
  readonly actor: { readonly id: number; readonly login: string };
  /** The `inputs` context: declared inputs with defaults, booleans and numbers typed. */
  readonly inputs: Readonly<Record<string, string | number | boolean>>;
  /** Repository secrets (organisation's below them), then by environment name. */
  readonly secrets: Readonly<Record<string, string>>;
  readonly environmentSecrets: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly variables: Readonly<Record<string, string>>;
  /** `GITHUB_SERVER_URL`, `GITHUB_API_URL`, `GITHUB_GRAPHQL_URL`. */
  readonly urls: { readonly server: string; readonly api: string; readonly graphql: string };
  /** Makes the `GITHUB_TOKEN` of one job from its effective `permissions:`; gone when the job is over. */
  issueToken(jobId: number, permissions: Readonly<Record<string, 'read' | 'write'>>): string;
};

export type OrderedRepository = {
  readonly id: number;
  readonly name: string;
  readonly fullName: string;
  readonly owner: {
    readonly id: number;
    readonly login: string;
    readonly type: 'User' | 'Organization';
  };
  readonly visibility: 'public' | 'private';
  readonly defaultBranch: string;
  /** Takes the job's token as the password of `x-access-token`. */
  readonly cloneUrl: string;
  /** The bare repository on this machine. */
  readonly gitDir: string;
};

export type RunReporter = {
  jobQueued(job: QueuedJob): JobHandle;
  jobStarted(jobId: number, runner: JobRunner): void;
  /** The whole list as it stands now. */
  stepsChanged(jobId: number, steps: readonly JobStep[]): void;
  /** Appends to what `GET …/jobs/{id}/logs` answers. */
  log(jobId: number, text: string): void;
  /** From `::error file=…::` and its like: annotations of the job's check run. */
  annotate(jobId: number, annotations: readonly JobAnnotation[]): void;
  /** What a step wrote to `GITHUB_STEP_SUMMARY`, Markdown. */
  summary(jobId: number, markdown: string): void;
  jobCompleted(jobId: number, conclusion: JobConclusion): void;
  runCompleted(conclusion: RunConclusion): void;
};

export type QueuedJob = {
  /** The evaluated `name`, matrix values included. */
  readonly name: string;
  readonly labels: readonly string[];
  /** The evaluated `environment`; left out: none. */
  readonly environment?: string;
};

export type JobHandle = {
  readonly jobId: number;
  /** What the OIDC claim `check_run_id` says. */
  readonly checkRunId: number;
  /** Whether the environment's protection rules let it begin, once they have decided; a rejected job is over. */
  readonly released: Promise<boolean>;
};

export type JobRunner = {
  readonly id: number;
  readonly name: string;
  readonly groupId: number;
  readonly groupName: string;
};

export type JobStep = {
  readonly number: number;
  readonly name: string;
  readonly status: 'queued' | 'in_progress' | 'completed';
  readonly conclusion: 'success' | 'failure' | 'skipped' | 'cancelled' | null;
  readonly startedAt: number | null;
  readonly completedAt: number | null;
};

export type JobAnnotation = {
  readonly path: string;
  readonly startLine: number;
  readonly endLine: number;
  readonly level: 'notice' | 'warning' | 'failure';
  readonly message: string;
  readonly title?: string;
};

export type JobConclusion = 'success' | 'failure' | 'cancelled' | 'skipped' | 'timed_out';
export type RunConclusion = 'success' | 'failure' | 'cancelled' | 'timed_out' | 'startup_failure';
