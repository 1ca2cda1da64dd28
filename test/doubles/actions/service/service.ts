import type { JobSink } from '../runner/job-message.ts';
import type { Clock } from '../../github/clock.ts';
import type { JobMessage, JobResult } from '../runner/job-message.ts';
import type { ActionPolicy } from './action-policy.ts';
import type { HostedPool } from './hosted-pool.ts';
import type { IdTokens } from './id-tokens.ts';
import type { RunnerPool } from './runner-pool.ts';

/** What all runs share: where jobs execute, and who signs their id-tokens. */
export type Service = {
  readonly clock: Clock;
  readonly speed: number;
  /** Below it lie the folders of jobs that run here. */
  readonly root: string;
  readonly env: Readonly<Record<string, string>>;
  readonly actions: Readonly<Record<string, string>>;
  readonly policy: ActionPolicy;
  readonly hosted: HostedPool;
  readonly runners: RunnerPool;
  readonly idTokens: IdTokens;
  readonly script: ScriptJob;
  /** Why runs could not start, by run. */
  readonly startupErrors: Map<number, readonly string[]>;
};

/** Replaces the execution of a job, on the clock of the stand-in; null executes it for real. */
export type ScriptJob = (message: JobMessage) => JobScript | null;

export type JobScript =
  | {
      readonly durationMs: number;
      readonly conclusion: JobResult['conclusion'];
      readonly outputs?: Readonly<Record<string, string>>;
    }
  | ((job: ScriptedJob) => Promise<JobResult['conclusion']>);

/** What a script may do in the place of a runner. */
export type ScriptedJob = {
  readonly message: JobMessage;
  readonly clock: Clock;
  /** Fires when the job is cancelled or out of time. */
  readonly cancel: AbortSignal;
  readonly sink: JobSink;
  /** The id-token a step would get; rejects where the job has no `id-token: write`. */
  readonly idToken: (audience: string) => Promise<string>;
};
