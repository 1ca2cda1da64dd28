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
  deps: Pick<PublishDeps, 'store'>,
  loaded: Pick<LoadedRun, 'header' | 'plan' | 'steps'>,
): Promise<readonly Deployment[]> {
  const found: Deployment[] = [];
  for (const step of loaded.plan.steps) {
    for (const promotion of step.promote) {
      found.push(...(await ofPromotion(deps, loaded, { step, ...promotion })));
    }
  }
  return found;
}

type Promotion = PlanStep['promote'][number] & { readonly step: PlanStep };

async function ofPromotion(
  { store }: Pick<PublishDeps, 'store'>,
  { header: { id: run }, steps }: Pick<LoadedRun, 'header' | 'steps'>,
  { step, from, alias }: Promotion,
): Promise<readonly Deployment[]> {
  const made = steps.find(({ key }) => key === from) ?? null;
  const version = await registeredBy(store.registry, { run, key: from, row: made });
  if (version === null) return [];
  const { model } = version;
  const promoted = { model, version: version.version, alias, replacedBy: null };
  return steps
    .filter((row) => row.stepId === step.id && deploymentStatus(row, promoted) !== null)
    .map((row) => ({ run, key: row.key, model, alias, row, step, version }));
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
