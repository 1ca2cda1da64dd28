import type { ShownDeployment } from '../../../reports/deployment/shown-deployment.ts';
import { publicationId } from '../../../runtime/ports/hosted/publications.ts';
import type { LoadedRun } from '../report/loaded-run.ts';
import type { PublishDeps } from '../publish-deps.ts';
import {
  deploymentTarget,
  deploymentsOf,
  environmentOf,
  type DeploymentTarget,
} from './deployments-of.ts';

/** The deployments of a run, and what its check says of them. */
export async function loadDeployments(
  deps: Pick<PublishDeps, 'store' | 'environmentUrl'>,
  loaded: Pick<LoadedRun, 'header' | 'plan' | 'steps'>,
): Promise<{
  readonly targets: readonly DeploymentTarget[];
  readonly shown: readonly ShownDeployment[];
}> {
  const targets: DeploymentTarget[] = [];
  const shown: ShownDeployment[] = [];
  for (const { version, ...of } of await deploymentsOf(deps, loaded)) {
    const target = deploymentTarget(loaded, of);
    if (target === null) continue;
    targets.push(target);
    const state = (await deps.store.publications.find(publicationId(target)))?.state;
    const environment = environmentOf(target);
    const name = `${target.model} v${version.version}`;
    if (typeof state?.remote === 'number') {
      shown.push({ name, environment, url: deps.environmentUrl(target.repository, environment) });
    } else if (state !== undefined && state.refused !== null) {
      shown.push({ name, environment, refused: state.refused.words });
    }
  }
  return { targets, shown };
}
