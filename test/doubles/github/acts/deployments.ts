import type { Actor } from '../state/accounts.ts';
import { stateOf, type Deployment, type DeploymentStatus } from '../state/deployments.ts';
import type { Repository } from '../state/repository.ts';
import type { World } from '../state/world.ts';

export type NewDeployment = Pick<
  Deployment,
  | 'sha'
  | 'ref'
  | 'task'
  | 'payload'
  | 'environment'
  | 'description'
  | 'transient'
  | 'production'
  | 'creator'
>;

export function createDeployment(
  world: World,
  repository: Repository,
  wanted: NewDeployment,
): Deployment {
  const now = world.clock.now();
  const deployment: Deployment = {
    ...wanted,
    id: world.nextId(),
    createdAt: now,
    updatedAt: now,
    statuses: [],
  };
  repository.deployments.set(deployment.id, deployment);
  return deployment;
}

export type NewStatus = Omit<DeploymentStatus, 'id' | 'createdAt'> & {
  readonly autoInactive: boolean;
};

/**
 * A success makes those before it inactive, unless they are of production or will not last
 * (https://docs.github.com/rest/deployments/statuses#create-a-deployment-status).
 */
export function addStatus(
  world: World,
  repository: Repository,
  { deployment, status }: { readonly deployment: Deployment; readonly status: NewStatus },
): DeploymentStatus {
  const { autoInactive, ...said } = status;
  const added = { ...said, id: world.nextId(), createdAt: world.clock.now() };
  deployment.statuses.push(added);
  deployment.updatedAt = added.createdAt;
  if (added.state !== 'success' || !autoInactive) return added;
  for (const other of repository.deployments.values())
    if (other.id < deployment.id && isReplaced(other, added.environment))
      endOther(world, other, added.creator);
  return added;
}

function isReplaced(other: Deployment, environment: string): boolean {
  return (
    other.environment === environment &&
    !other.transient &&
    !other.production &&
    stateOf(other) === 'success'
  );
}

function endOther(world: World, other: Deployment, creator: Actor): void {
  const now = world.clock.now();
  const words = { description: '', environmentUrl: '', logUrl: '' };
  const { environment } = other;
  const id = world.nextId();
  other.statuses.push({ ...words, id, state: 'inactive', environment, creator, createdAt: now });
  other.updatedAt = now;
}
