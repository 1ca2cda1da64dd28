import type { JobConclusion, JobRunner, JobStep, RunConclusion } from '../actions-backend.ts';
import type { CheckRun, CheckSuite } from './checks.ts';
import type { Account, Actor } from './accounts.ts';

/** A file under `.github/workflows`, known since it was first seen on the default branch. */
export type Workflow = {
  readonly id: number;
  readonly path: string;
  name: string;
  readonly createdAt: number;
};

export type WorkflowRun = {
  readonly id: number;
  readonly workflow: Workflow;
  readonly runNumber: number;
  readonly attempt: number;
  readonly displayTitle: string;
  /** What a push starts is not executed here, and stays queued. */
  readonly event: 'workflow_dispatch' | 'push';
  readonly headBranch: string;
  readonly headSha: string;
  readonly actor: Actor;
  readonly suite: CheckSuite;
  readonly createdAt: number;
  updatedAt: number;
  startedAt: number;
  status: 'queued' | 'waiting' | 'in_progress' | 'completed';
  conclusion: RunConclusion | null;
  /** What people said of its environments, oldest first. */
  readonly reviews: EnvironmentReview[];
  /** How many listings still miss it: GitHub's lists lag behind its writes. */
  hiddenFromListings: number;
};

export type Job = {
  readonly id: number;
  readonly run: WorkflowRun;
  readonly name: string;
  readonly labels: readonly string[];
  readonly checkRun: CheckRun;
  readonly createdAt: number;
  /** `waiting`: the protection rules of its environment have not let it go. */
  status: 'queued' | 'waiting' | 'in_progress' | 'completed';
  readonly environment: string | null;
  /** Tells the backend whether it may begin. */
  readonly release: (isAllowed: boolean) => void;
  conclusion: JobConclusion | null;
  startedAt: number | null;
  completedAt: number | null;
  runner: JobRunner | null;
  steps: readonly JobStep[];
  log: string;
  summary: string;
  token: string | null;
};

/** Protection rules: https://docs.github.com/actions/reference/workflows-and-actions/deployments-and-environments */
export type Environment = {
  /** Accounts of whom one must approve; empty: nobody is asked. */
  readonly reviewers: ReadonlySet<number>;
  readonly waitMs: number;
};

export type EnvironmentReview = {
  readonly environment: string;
  readonly state: 'approved' | 'rejected';
  readonly by: Account;
  readonly comment: string;
};

/** Of an organisation's runners. */
export type RunnerGroup = {
  readonly id: number;
  readonly name: string;
  /** Null: it serves all. */
  readonly workflows: readonly string[] | null;
};

/** A self-hosted runner made from a JIT configuration. */
export type Runner = {
  readonly id: number;
  readonly name: string;
  readonly groupId: number;
  readonly labels: readonly string[];
  status: 'online' | 'offline';
  busy: boolean;
};
