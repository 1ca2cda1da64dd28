import { addStatus, createDeployment } from '../acts/deployments.ts';
import { resolveCommit } from '../git/read-objects.ts';
import { askGit } from '../git/run-git.ts';
import { ApiError, found, invalid } from '../http/api-error.ts';
import { created, listed, ok, type BodyOf, type Call, type Handlers } from '../http/handlers.ts';
import { stateOf, type Deployment, type DeploymentState } from '../state/deployments.ts';
import type { Repository } from '../state/repository.ts';
import { deploymentStatusView, deploymentView } from '../views/deployment-view.ts';

export const deploymentsHandlers = {
  'repos/create-deployment': async ({ world, repository, body, actor }) => {
    const sha = await resolveCommit(repository.gitDir, body.ref);
    if (sha === null) throw new ApiError(422, `No ref found for: ${body.ref}`);
    await refuseBehind(repository, body, sha);
    refuseUnchecked(repository, body, sha);
    const environment = named('Deployment', body.environment ?? 'production');
    const deployment = createDeployment(world, repository, {
      sha,
      ref: body.ref,
      task: body.task ?? 'deploy',
      payload: body.payload ?? '',
      environment,
      description: body.description ?? null,
      transient: body.transient_environment ?? false,
      production: body.production_environment ?? environment === 'production',
      creator: actor,
    });
    return created(deploymentView(world, repository, deployment));
  },

  'repos/get-deployment': (call) =>
    ok(deploymentView(call.world, call.repository, deploymentOf(call))),

  'repos/list-deployments': ({ world, repository, query }) => {
    const shown = [...repository.deployments.values()]
      .filter((each) => FILTERS.every((by) => (query[by] ?? each[by]) === each[by]))
      .reverse();
    return listed(shown, (each) => deploymentView(world, repository, each));
  },

  'repos/create-deployment-status': (call) => {
    const { world, repository, body, actor } = call;
    const deployment = deploymentOf(call);
    const description = body.description ?? '';
    if (Array.from(description).length > LONGEST_DESCRIPTION) {
      const message = `description is too long (maximum is ${LONGEST_DESCRIPTION} characters)`;
      throw invalid('DeploymentStatus', 'description', message);
    }
    refuseGoingBack(deployment, body.state);
    const last = deployment.statuses.at(-1);
    const status = addStatus(world, repository, {
      deployment,
      status: {
        state: body.state,
        description,
        environment: named(
          'DeploymentStatus',
          body.environment ?? last?.environment ?? deployment.environment,
        ),
        environmentUrl: body.environment_url ?? '',
        logUrl: body.log_url ?? body.target_url ?? '',
        creator: actor,
        autoInactive: body.auto_inactive ?? true,
      },
    });
    return created(deploymentStatusView(world, repository, { deployment, status }));
  },

  'repos/list-deployment-statuses': (call) => {
    const { world, repository } = call;
    const deployment = deploymentOf(call);
    return listed(deployment.statuses.toReversed(), (status) =>
      deploymentStatusView(world, repository, { deployment, status }),
    );
  },
} satisfies Handlers;

const FILTERS = ['sha', 'ref', 'task', 'environment'] as const;
const LONGEST_DESCRIPTION = 140;
const LONGEST_NAME = 255;

function deploymentOf({ repository, path }: Pick<Call, 'repository' | 'path'>): Deployment {
  return found(repository.deployments.get(Number(path['deployment_id'])));
}

function named(resource: string, environment: string): string {
  if (environment !== '' && environment.length <= LONGEST_NAME) return environment;
  throw invalid(resource, 'environment', `environment is too long or empty`);
}

type Wanted = BodyOf<'repos/create-deployment'>;

/**
 * Unless it was told not to, GitHub merges the default branch into what is behind it. Here nothing is merged: that is
 * refused as where it conflicts, in the words of https://github.com/github/platform-samples/issues/99.
 */
async function refuseBehind(repository: Repository, wanted: Wanted, sha: string): Promise<void> {
  if (wanted.auto_merge === false) return;
  const { gitDir, defaultBranch } = repository;
  const tip = await resolveCommit(gitDir, `refs/heads/${defaultBranch}`);
  if (tip === null) return;
  if ((await askGit(gitDir, ['merge-base', '--is-ancestor', tip, sha])) !== null) return;
  throw new ApiError(409, `Conflict merging ${defaultBranch} into ${wanted.ref}.`);
}

/** In the words of https://github.com/remind101/slashdeploy/issues/1. */
function refuseUnchecked(repository: Repository, wanted: Wanted, sha: string): void {
  const runs = [...repository.checkRuns.values()].filter(({ suite }) => suite.headSha === sha);
  const newest = new Map(runs.map((run) => [run.name, run]));
  const required = wanted.required_contexts ?? [...newest.keys()];
  const lacking = required.filter((name) => !PASSED.has(newest.get(name)?.conclusion ?? ''));
  if (lacking.length === 0) return;
  throw new ApiError(409, `Conflict: Commit status checks failed for ${wanted.ref}.`, {
    errors: [{ resource: 'Deployment', field: 'required_contexts', code: 'invalid' }],
  });
}

const PASSED: ReadonlySet<string> = new Set(['success', 'neutral', 'skipped']);

const AHEAD: ReadonlySet<DeploymentState> = new Set(['pending', 'queued', 'in_progress']);

/** GitHub takes any state after any. Here what is over does not begin again, and what is no more does not come back. */
function refuseGoingBack(deployment: Deployment, next: DeploymentState): void {
  const now = stateOf(deployment);
  const isBack =
    now !== null &&
    !AHEAD.has(now) &&
    (AHEAD.has(next) || now === 'inactive' || (next !== 'inactive' && next !== now));
  const isSlower = now === 'in_progress' && (next === 'queued' || next === 'pending');
  if (isBack || isSlower)
    throw invalid('DeploymentStatus', 'state', `state ${next} after ${now} is going back`);
}
