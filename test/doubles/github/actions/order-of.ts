import type { RunOrder } from '../actions-backend.ts';
import { issueJobToken } from '../acts/tokens.ts';
import type { Repository } from '../state/repository.ts';
import type { WorkflowRun } from '../state/runs.ts';
import { fullNameOf, type World } from '../state/world.ts';
import { accountView, organizationView } from '../views/account-view.ts';
import { repositoryView, webUrlOf } from '../views/repository-view.ts';
import type { View } from '../views/scalars.ts';
import type { InputValue } from './read-inputs.ts';

/** All that a backend needs to execute a run. */
export function orderOf(
  world: World,
  repository: Repository,
  given: {
    readonly run: WorkflowRun;
    readonly text: string;
    readonly values: Readonly<Record<string, InputValue>>;
    readonly ref: string;
    readonly payload: View;
  },
): RunOrder {
  const { run, text, values, ref, payload } = given;
  const { workflow, actor } = run;
  return {
    runId: run.id,
    runAttempt: run.attempt,
    runNumber: run.runNumber,
    runName: run.displayTitle,
    repository: orderedRepository(world, repository),
    workflow: { id: workflow.id, name: workflow.name, path: workflow.path, text },
    event: 'workflow_dispatch',
    eventPayload: payload,
    ref,
    sha: run.headSha,
    refProtected: repository.protections.has(run.headBranch),
    actor: { id: actor.account.id, login: actor.account.login },
    inputs: values,
    secrets: Object.fromEntries(repository.secrets),
    environmentSecrets: Object.fromEntries(
      [...repository.environmentSecrets].map(([name, secrets]) => [
        name,
        Object.fromEntries(secrets),
      ]),
    ),
    variables: Object.fromEntries(repository.variables),
    urls: world.urls,
    issueToken(jobId, permissions) {
      const token = issueJobToken(world, { repository, permissions });
      const job = repository.jobs.get(jobId);
      if (job !== undefined) job.token = token.value;
      return token.value;
    },
  };
}

/** The event as the job finds it in its file: inputs as strings. */
export function payloadOf(
  world: World,
  repository: Repository,
  given: {
    readonly run: WorkflowRun;
    readonly ref: string;
    readonly inputs: Readonly<Record<string, InputValue>>;
  },
): View {
  const { run, ref, inputs } = given;
  const texts = Object.entries(inputs).map(([name, value]) => [name, String(value)]);
  return {
    inputs: Object.fromEntries(texts),
    ref,
    repository: repositoryView(world, repository),
    sender: accountView(world, run.actor.account),
    workflow: run.workflow.path,
    ...(repository.owner.type === 'Organization' && {
      organization: organizationView(world, repository.owner),
    }),
  };
}

function orderedRepository(world: World, repository: Repository): RunOrder['repository'] {
  const { owner } = repository;
  return {
    id: repository.id,
    name: repository.name,
    fullName: fullNameOf(repository),
    owner: {
      id: owner.id,
      login: owner.login,
      type: owner.type === 'Organization' ? 'Organization' : 'User',
    },
    visibility: repository.private ? 'private' : 'public',
    defaultBranch: repository.defaultBranch,
    cloneUrl: `${webUrlOf(world, repository)}.git`,
    gitDir: repository.gitDir,
  };
}
