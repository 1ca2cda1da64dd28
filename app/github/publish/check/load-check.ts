import type { DeploymentTarget } from '../deployment/deployments-of.ts';
import { loadDeployments } from '../deployment/load-deployments.ts';
import { failureSources } from '../report/failure-sources.ts';
import { loadRun, type LoadedReport } from '../report/load-report.ts';
import type { PublishDeps } from '../publish-deps.ts';

export type LoadedCheck = LoadedReport & { readonly shownElsewhere: readonly DeploymentTarget[] };

/** A run as its check shows it, of one that is over with the lines at which it failed; null: the store has forgotten it. */
export async function loadCheck(deps: PublishDeps, run: string): Promise<LoadedCheck | null> {
  const loaded = await loadRun(deps, run);
  if (loaded === null) return null;
  const { targets, shown } = await loadDeployments(deps, loaded);
  return {
    ...loaded.report,
    sources: await failureSources(deps, { ...loaded, tails: loaded.report.tails }),
    deployments: shown,
    shownElsewhere: targets,
  };
}
