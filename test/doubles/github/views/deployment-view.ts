import type { Deployment, DeploymentStatus } from '../state/deployments.ts';
import type { Repository } from '../state/repository.ts';
import type { World } from '../state/world.ts';
import { accountView } from './account-view.ts';
import { appView } from './app-view.ts';
import { apiUrlOf } from './repository-view.ts';
import { iso, nodeId, type View } from './scalars.ts';

export function deploymentView(world: World, repository: Repository, it: Deployment): View {
  const url = `${apiUrlOf(world, repository)}/deployments/${it.id}`;
  return {
    url,
    id: it.id,
    node_id: nodeId('Deployment', it.id),
    sha: it.sha,
    ref: it.ref,
    task: it.task,
    payload: it.payload,
    original_environment: it.environment,
    environment: it.environment,
    description: it.description,
    creator: accountView(world, it.creator.account),
    created_at: iso(it.createdAt),
    updated_at: iso(it.updatedAt),
    statuses_url: `${url}/statuses`,
    repository_url: apiUrlOf(world, repository),
    transient_environment: it.transient,
    production_environment: it.production,
    performed_via_github_app: it.creator.app === null ? null : appView(world, it.creator.app),
  };
}

export function deploymentStatusView(
  world: World,
  repository: Repository,
  { deployment, status }: { readonly deployment: Deployment; readonly status: DeploymentStatus },
): View {
  const of = `${apiUrlOf(world, repository)}/deployments/${deployment.id}`;
  const { app } = status.creator;
  return {
    url: `${of}/statuses/${status.id}`,
    id: status.id,
    node_id: nodeId('DeploymentStatus', status.id),
    state: status.state,
    creator: accountView(world, status.creator.account),
    description: status.description,
    environment: status.environment,
    // GitHub answers '' where none was given, which its own description does not allow.
    target_url: status.logUrl === '' ? of : status.logUrl,
    ...(status.logUrl !== '' && { log_url: status.logUrl }),
    ...(status.environmentUrl !== '' && { environment_url: status.environmentUrl }),
    created_at: iso(status.createdAt),
    updated_at: iso(status.createdAt),
    deployment_url: of,
    repository_url: apiUrlOf(world, repository),
    performed_via_github_app: app === null ? null : appView(world, app),
  };
}
