import type { JobConclusion, JobRunner, JobStep, RunConclusion } from '../actions-backend.ts';
import type { CheckRun, CheckSuite } from './checks.ts';
import type { Actor } from './accounts.ts';

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
  readonly event: 'workflow_dispatch';
  readonly headBranch: string;
  readonly headSha: string;
  readonly actor: Actor;
  readonly suite: CheckSuite;
  readonly createdAt: number;
  updatedAt: number;
  startedAt: number;
  status: 'queued' | 'in_progress' | 'completed';
  conclusion: RunConclusion | null;
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
  status: 'queued' | 'in_progress' | 'completed';
  conclusion: JobConclusion | null;
  startedAt: number | null;
  completedAt: number | null;
  runner: JobRunner | null;
  steps: readonly JobStep[];
  log: string;
  summary: string;
  token: string | null;
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
