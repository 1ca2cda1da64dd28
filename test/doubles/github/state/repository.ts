import type { Account, Actor, Role } from './accounts.ts';
import type { ActionSettings } from './action-settings.ts';
import type { CheckRun, CheckSuite } from './checks.ts';
import type { Deployment } from './deployments.ts';
import type { Environment, Job, Runner, Workflow, WorkflowRun } from './runs.ts';

export type Repository = {
  readonly id: number;
  owner: Account;
  name: string;
  /** `owner/name` as it was called before, in small letters: GitHub leads on from there. */
  readonly formerNames: Set<string>;
  archived: boolean;
  /** A ruleset lets nobody make branches. */
  restrictsCreations: boolean;
  /** False: it is private, and what its owner pays for has no rules for branches. */
  offersRules: boolean;
  readonly private: boolean;
  defaultBranch: string;
  readonly description: string | null;
  readonly forkOf: Repository | null;
  /** The bare repository on disk: the one place where commits, trees and refs live. */
  readonly gitDir: string;
  readonly createdAt: number;
  pushedAt: number;
  readonly collaborators: Map<number, Role>;
  readonly protections: Map<string, Protection>;
  /** What waits to be merged, by the branch that it merges into, oldest first. */
  readonly queues: Map<string, readonly QueueEntry[]>;
  /** Commits that GitHub itself made and signed. */
  readonly signed: Set<string>;
  /** Issues and pull requests share one series of numbers. */
  readonly issues: Map<number, Issue>;
  readonly comments: Map<number, Comment>;
  readonly suites: Map<number, CheckSuite>;
  readonly checkRuns: Map<number, CheckRun>;
  readonly actions: ActionSettings;
  readonly workflows: Map<string, Workflow>;
  readonly runs: Map<number, WorkflowRun>;
  readonly jobs: Map<number, Job>;
  readonly runners: Map<number, Runner>;
  readonly secrets: Map<string, string>;
  /** Those with protection rules. */
  readonly environments: Map<string, Environment>;
  readonly deployments: Map<number, Deployment>;
  readonly environmentSecrets: Map<string, Map<string, string>>;
  readonly variables: Map<string, string>;
};

export type Protection = {
  /** How many approvals a merge needs; 0 for none. */
  readonly approvals: number;
  readonly checks: readonly string[];
  /** Only those who may bypass it push there, or merge: the rule "Restrict updates" of a ruleset. */
  readonly restricted: boolean;
  /** The approvals are asked for by a ruleset and not by a classic protection rule. */
  readonly byRuleset?: boolean;
  /** Pull requests are merged by a merge queue. */
  readonly queue?: boolean;
  /** Of the rule that covers the branch: `release/*`; left out: its name. */
  readonly pattern?: string;
};

/** A pull request in a merge queue, with the group that it is tested in. */
export type QueueEntry = {
  readonly issue: Issue & { readonly pull: Pull };
  readonly enqueuer: Actor;
  /** What the group stands on: the branch, or the group before it. */
  readonly baseSha: string;
  readonly headSha: string;
  readonly ref: string;
};

export type Issue = {
  readonly id: number;
  readonly number: number;
  readonly author: Actor;
  readonly createdAt: number;
  title: string;
  body: string | null;
  state: 'open' | 'closed';
  locked: boolean;
  stateReason: 'completed' | 'not_planned' | 'reopened' | null;
  labels: readonly string[];
  updatedAt: number;
  closedAt: number | null;
  closedBy: Account | null;
  readonly pull: Pull | null;
};

export type Pull = {
  readonly id: number;
  readonly head: { readonly repository: Repository; readonly ref: string };
  readonly reviews: Map<number, Review>;
  base: string;
  headSha: string;
  baseSha: string;
  draft: boolean;
  /** Of the test merge, null when it conflicts; after the merge the merge commit. */
  mergeSha: string | null;
  mergedAt: number | null;
  mergedBy: Account | null;
  /** How many listings of its merge commit still miss it. */
  hiddenFromListings: number;
};

export type Review = {
  readonly id: number;
  readonly author: Actor;
  body: string;
  /** Null: its words are as they were submitted. */
  editedAt: number | null;
  readonly commitId: string;
  readonly submittedAt: number;
  state: 'APPROVED' | 'CHANGES_REQUESTED' | 'COMMENTED' | 'DISMISSED';
};

export type Comment = {
  readonly id: number;
  readonly issue: Issue;
  readonly author: Actor;
  readonly createdAt: number;
  body: string;
  updatedAt: number;
  /** The classifier of `minimizeComment`, null while shown. */
  minimized: string | null;
  readonly reactions: Map<number, Reaction>;
};

export type Reaction = {
  readonly id: number;
  readonly user: Account;
  readonly content: string;
  readonly createdAt: number;
};
