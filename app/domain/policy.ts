import type { BudgetPolicy } from './budget-policy.ts';
import { DEFAULT_MACHINE_POLICY, type MachinePolicy } from './machine-policy.ts';
import { DEFAULT_QUOTAS, type Quotas } from './quotas.ts';

/** Settings of a whole repository, as its default branch has them. */
export type Policy = {
  /** Logins of bots that are trusted like people who may write: lower case, without `[bot]`. */
  readonly bots: readonly string[];
  /** What a person needs to give a command, where that is more than by default. */
  readonly commands: Readonly<Record<string, CommandRight>>;
  /** Who may override what a pipeline says, beside administrators: `@login` and `@organisation/team`. */
  readonly overrides: readonly string[];
  /** Whose jobs may ask for models. */
  readonly consumers: readonly Consumer[];
  readonly approvals: ApprovalPolicy;
  /** Null: it says nothing of money. */
  readonly budgets: BudgetPolicy | null;
  readonly quotas: Quotas;
  /** Null: none are started, for what they may be cannot be read. */
  readonly machines: MachinePolicy | null;
  /** A run that took longer is told to whoever started it when it is over; null: none is. */
  readonly mentionAfterMs: number | null;
  /** Whether comments show plots, kept on a branch. */
  readonly images: 'mermaid' | 'branch';
  /** False: the file is broken, so that nobody is listed and whatever it may restrict needs an administrator. */
  readonly isReadable: boolean;
};

/** Jobs of a repository on GitHub that may ask for models, and say where they run. */
export type Consumer = {
  /** `owner/name`, lower case. */
  readonly repository: string;
  /** Its number; left out: whatever is called so. */
  readonly id?: number;
  /** Left out: all. */
  readonly models?: readonly string[];
  /** Left out: of any. */
  readonly ref?: string;
  readonly environment?: string;
};

/** A job as GitHub signs what it is. */
export type ConsumingJob = {
  readonly repository: string;
  readonly repositoryId: number;
  readonly ref: string;
  /** Null: of none. */
  readonly environment: string | null;
};

/** What lets a job ask for a model; null: nothing does. */
export function consumerFor(
  { consumers }: Pick<Policy, 'consumers'>,
  job: ConsumingJob,
  model: string,
): Consumer | null {
  return (
    consumers.find(
      ({ repository, id, models, ref, environment }) =>
        repository === job.repository.toLowerCase() &&
        (id === undefined || id === job.repositoryId) &&
        (models === undefined || models.includes(model)) &&
        (ref === undefined || ref === job.ref) &&
        (environment === undefined || environment === job.environment),
    ) ?? null
  );
}

/** What approvals need beside what a step asks for. */
export type ApprovalPolicy = {
  /** How many a change needs that no known person has made, of a step that names no reviewers. */
  readonly bots: number;
  /** Whoever started a run by hand does not approve it. */
  readonly fourEyes: boolean;
};

export type CommandRight = 'write' | 'admin';

/** Where a repository keeps it. */
export const POLICY_FILE = '.github/mlpipelines.yml';

/** Where the policy says nothing. */
export const MENTION_AFTER_MS = 30 * 60_000;

export const DEFAULT_APPROVALS: ApprovalPolicy = { bots: 2, fourEyes: false };

/** Of a repository that has no such file. */
export const NO_POLICY: Policy = {
  bots: [],
  commands: {},
  overrides: [],
  consumers: [],
  approvals: DEFAULT_APPROVALS,
  budgets: null,
  quotas: DEFAULT_QUOTAS,
  machines: DEFAULT_MACHINE_POLICY,
  mentionAfterMs: MENTION_AFTER_MS,
  images: 'mermaid',
  isReadable: true,
};

/** Of a repository whose file is broken: nothing is granted by it, and no machine starts that it may forbid. */
export const BROKEN_POLICY: Policy = {
  bots: [],
  commands: {},
  overrides: [],
  consumers: [],
  // What it may ask for cannot be read.
  approvals: { ...DEFAULT_APPROVALS, fourEyes: true },
  // No machine is started, so that nothing but GitHub's minutes is left to pay.
  budgets: null,
  quotas: DEFAULT_QUOTAS,
  machines: null,
  mentionAfterMs: null,
  images: 'mermaid',
  isReadable: false,
};

/** Whether a policy lists this bot; its login with or without `[bot]`. */
export function listsBot({ bots }: Policy, login: string): boolean {
  return bots.includes(botName(login));
}

/** As policies list it. */
export function botName(login: string): string {
  return login.toLowerCase().replace(/\[bot\]$/, '');
}

/** Null: what this one starts is never told to them, since they are a bot that the policy lists, or nobody. */
export function mentionAfter(policy: Policy, actor: string | null): number | null {
  return actor === null || listsBot(policy, actor) ? null : policy.mentionAfterMs;
}
