import type { Actor } from './accounts.ts';

export type DeploymentState =
  'error' | 'failure' | 'inactive' | 'in_progress' | 'queued' | 'pending' | 'success';

/** https://docs.github.com/rest/deployments/deployments */
export type Deployment = {
  readonly id: number;
  readonly sha: string;
  readonly ref: string;
  readonly task: string;
  readonly payload: Readonly<Record<string, unknown>> | string;
  readonly environment: string;
  readonly description: string | null;
  readonly transient: boolean;
  readonly production: boolean;
  readonly creator: Actor;
  readonly createdAt: number;
  updatedAt: number;
  /** Oldest first; the last one is how it stands. */
  readonly statuses: DeploymentStatus[];
};

export type DeploymentStatus = {
  readonly id: number;
  readonly state: DeploymentState;
  readonly description: string;
  readonly environment: string;
  readonly environmentUrl: string;
  readonly logUrl: string;
  readonly creator: Actor;
  readonly createdAt: number;
};

/** Null: nobody said anything of it yet. */
export function stateOf({ statuses }: Deployment): DeploymentState | null {
  return statuses.at(-1)?.state ?? null;
}
