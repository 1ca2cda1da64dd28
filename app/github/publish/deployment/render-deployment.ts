import { holderOf } from '../../../domain/model.ts';
import {
  deploymentStatus,
  type DeploymentStatus,
} from '../../../reports/deployment/deployment-status.ts';
import type { Publication } from '../../../runtime/ports/hosted/publications.ts';
import type { PublishDeps } from '../publish-deps.ts';
import type { DeploymentMade, Rendered } from '../rendered.ts';
import {
  deploymentsOf,
  environmentOf,
  type Deployment,
  type DeploymentTarget,
} from './deployments-of.ts';

/** The deployment of a version as things stand; null: there is none, or nothing is known that it does not say. */
export async function renderDeployment(
  deps: PublishDeps,
  target: DeploymentTarget,
  { shown }: Publication['state'],
): Promise<Rendered | null> {
  const replacedBy = await replacementOf(deps, target);
  const rows = await deps.store.runs.load(target.run);
  const plan = rows === null ? null : await deps.store.runs.plan(rows.header.plan);
  const page = deps.pageOf(target.run);
  if (rows === null || plan === null) {
    // Its run is forgotten; what has taken its place is told all the same.
    if (shown?.standing !== 'success' || replacedBy === null) return null;
    const description = `v${replacedBy} took its place`;
    return rendered(null, { status: { state: 'inactive', description }, page });
  }
  const deployments = await deploymentsOf(deps, { header: rows.header, plan, steps: rows.steps });
  const its = deployments.find((each) => isOf(each, target));
  if (its === undefined) return null;
  const { model, alias, version } = its;
  const promoted = { model, alias, version: version.version, replacedBy };
  const status = deploymentStatus(its.row, promoted);
  return status === null ? null : rendered(madeOf(its), { status, page });
}

/** The version that the alias holds by the word of another; null: by this one's, or it has not been moved. */
async function replacementOf(
  { store }: PublishDeps,
  { repository, model, alias, run, key }: DeploymentTarget,
): Promise<number | null> {
  const current = await store.registry.alias(model, alias, `${repository.id}`);
  if (current === null) return null;
  const holder = holderOf(current);
  return holder.run === run && holder.key === key ? null : current.version;
}

function isOf(one: Deployment, other: DeploymentTarget): boolean {
  return one.key === other.key && one.model === other.model && one.alias === other.alias;
}

function madeOf({ run, key, model, alias, version, step }: Deployment): DeploymentMade {
  const { version: number, artifact } = version;
  return {
    environment: environmentOf({ model, alias }),
    isProduction: alias === 'production' || step.approval?.environment === 'production',
    description: `${model} v${number} to ${alias}`,
    payload: { run, key, model, alias, version: number, digest: artifact.digest },
  };
}

function rendered(
  made: DeploymentMade | null,
  { status, page }: { readonly status: DeploymentStatus; readonly page: string | null },
): Rendered {
  const { state } = status;
  const isFinal = state !== 'queued' && state !== 'in_progress';
  return { kind: 'deployment', made, status, page, state, isFinal, since: null };
}
