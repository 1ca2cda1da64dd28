import type { PlanStep } from '../../../domain/plan.ts';
import type { ModelVersion } from '../../../domain/model.ts';
import type { StepRow } from '../../../domain/run/run.ts';
import { deploymentStatus } from '../../../reports/deployment/deployment-status.ts';
import { registeredBy } from '../../../runtime/promotion/registered-by.ts';
import type {
  DeploymentOf,
  PublicationTarget,
} from '../../../runtime/ports/hosted/publications.ts';
import type { LoadedRun } from '../report/loaded-run.ts';
import type { PublishDeps } from '../publish-deps.ts';

export type DeploymentTarget = Extract<PublicationTarget, { type: 'deployment' }>;

/** A version that a row of a run promotes, or tried to. */
export type Deployment = DeploymentOf & {
  readonly row: StepRow;
  readonly step: PlanStep;
  readonly version: ModelVersion;
};

/** The deployments of a run: one for each alias that a row of it promotes, once that has begun. */
export async function deploymentsOf(
  { store }: Pick<PublishDeps, 'store'>,
  { header, plan, steps }: Pick<LoadedRun, 'header' | 'plan' | 'steps'>,
): Promise<readonly Deployment[]> {
  const found: Deployment[] = [];
  for (const step of plan.steps.filter(({ promote }) => promote.length > 0)) {
    for (const row of steps.filter(({ stepId }) => stepId === step.id)) {
      for (const { from, alias } of step.promote) {
        const source = { run: header.id, key: from };
        const made = steps.find(({ key }) => key === from);
        const version = await registeredBy(store.registry, {
          ...source,
          ...(made && { row: made }),
        });
        if (version === null) continue;
        const { model } = version;
        const promoted = { model, version: version.version, alias, replacedBy: null };
        if (deploymentStatus(row, promoted) === null) continue;
        found.push({ run: header.id, key: row.key, model, alias, row, step, version });
      }
    }
  }
  return found;
}

/** Where a deployment is published; null: the run is of no commit on GitHub. */
export function deploymentTarget(
  { header: { hosted, sha } }: Pick<LoadedRun, 'header'>,
  { run, key, model, alias }: DeploymentOf,
): DeploymentTarget | null {
  if (hosted === undefined || sha === null) return null;
  const { repository } = hosted;
  return { type: 'deployment', repository, sha, run, key, model, alias };
}

/** The environment of an alias. Two models of a repository may both have a `production`, and none makes the other's inactive. */
export function environmentOf({ model, alias }: Pick<DeploymentOf, 'model' | 'alias'>): string {
  return `${model}@${alias}`;
}
