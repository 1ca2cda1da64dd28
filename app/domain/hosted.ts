import type { BudgetPolicy } from './budget-policy.ts';
import type { MachinePolicy } from './machine-policy.ts';

/** A repository on GitHub. The id survives renames; names are for calls and people. */
export type RepositoryRef = {
  readonly id: number;
  readonly installation: number;
  readonly owner: string;
  readonly name: string;
  readonly defaultBranch: string;
  /** GitHub takes nothing for its own standard runners in a public one. Left out: nobody knows, and so it is taken for one. */
  readonly isPublic?: boolean;
};

/**
 * Who wrote the code that will run. `protected`: it was pushed to a protected branch. `writer`: someone with write
 * pushed it to this repository. `untrusted`: anyone else did, or nobody knows; it runs only after `/mlp ok <sha>`.
 */
export type Trust = 'protected' | 'writer' | 'untrusted';

/** Bytes that a run may store, fixed when it starts. */
export type RunQuotas = {
  /** One attempt of it; null: as many as the run. */
  readonly attempt: number | null;
  /** All its attempts together. */
  readonly run: number;
};

/** Where on GitHub a run belongs. */
export type HostedRun = {
  readonly repository: RepositoryRef;
  readonly trust: Trust;
  /** The pull request that it was started for; null: none. Others may show the same commit. */
  readonly pull: number | null;
  /** Where the default branch was when the run was started: from there is told where its commit grew from, whatever is merged since. Left out: not known. */
  readonly defaultSha?: string;
  /** Left out: as where the policy says nothing. */
  readonly quotas?: RunQuotas;
  /** Of the machines that the App may start for it. Null: none; left out: as where the policy says nothing. */
  readonly machines?: MachinePolicy | null;
  /** What the policy lets it spend; left out: it says nothing of money. */
  readonly budgets?: BudgetPolicy;
  /** After what time whoever started it is told of its end. Null: never; left out: as where the policy says nothing. */
  readonly mentionAfterMs?: number | null;
  /** Its plots are shown in comments, from a branch of the repository; left out: they are not. */
  readonly images?: 'branch';
};

/** How a run shows its plots in comments, as the policy says. */
export function showing(images: 'mermaid' | 'branch'): Pick<HostedRun, 'images'> {
  return images === 'branch' ? { images } : {};
}
