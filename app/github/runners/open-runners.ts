import type { RepositoryRef } from '../../domain/hosted.ts';
import type { Clock } from '../../runtime/ports/clock.ts';
import type { Warn } from '../../runtime/ports/host.ts';
import {
  RunnerRefused,
  type RegisteredRunner,
  type RunnerArch,
  type RunnerOrder,
  type RunnerProgram,
  type Runners,
} from '../../runtime/ports/hosted/runners.ts';
import { refusedWith } from '../client/call-errors.ts';
import type { InstallationClient, InstallationClients } from '../client/installation-clients.ts';
import { describeRefusal, refusalOf } from '../client/what-failed.ts';
import { findProgram } from './find-program.ts';
import { listLeft } from './list-left.ts';
import { DEFAULT_GROUP, RunnerGroups } from './runner-groups.ts';
import { RunnerScopes, type RunnerScope } from './runner-scope.ts';

type RunnersDeps = {
  readonly clients: InstallationClients;
  readonly clock: Pick<Clock, 'now'>;
  readonly warn: Warn;
  /** The name of an organisation's runner group; null: its default one. */
  readonly group: string | null;
};

/** Runners that take one job each, by just-in-time configuration. */
export function openRunners({ clients, clock, warn, group }: RunnersDeps): Runners {
  const groups = new RunnerGroups(group, clock);
  const scopes = new RunnerScopes(clients);
  const program = findProgram(scopes, clock);
  return {
    register: (repository, order) =>
      refusing(() => register({ scopes, groups }, repository, order)),
    remove: (repository, runner) => remove(clients, repository, runner),
    clear: (repository, name) =>
      scopes.ask(repository, (scope, client) => removeNamed(scope, client, { repository, name })),
    left: (repositories) => listLeft(scopes, repositories, warn),
    program: (repository, arch: RunnerArch, anew): Promise<RunnerProgram> =>
      refusing(() => program(repository, arch, anew)),
  };
}

async function register(
  { scopes, groups }: { readonly scopes: RunnerScopes; readonly groups: RunnerGroups },
  repository: RepositoryRef,
  order: RunnerOrder,
): Promise<RegisteredRunner> {
  return scopes.ask(repository, async (scope, client) => {
    const group =
      scope === 'organization' ? await groups.idFor(client, repository, order) : DEFAULT_GROUP;
    const wanted = { repository, order, group };
    try {
      return await configure(scope, client, wanted);
    } catch (error) {
      // One of this name was made before, and nobody heard of it.
      if (refusedWith(error) !== 409) throw error;
      await removeNamed(scope, client, { repository, name: order.name });
      return configure(scope, client, wanted);
    }
  });
}

type Configured = {
  readonly repository: RepositoryRef;
  readonly order: RunnerOrder;
  readonly group: number;
};

/** https://docs.github.com/rest/actions/self-hosted-runners#create-configuration-for-a-just-in-time-runner-for-an-organization */
async function configure(
  scope: RunnerScope,
  { octokit: { rest } }: InstallationClient,
  { repository, order, group }: Configured,
): Promise<RegisteredRunner> {
  const { owner, name: repo } = repository;
  const { name, label } = order;
  const wanted = { name, runner_group_id: group, labels: [label] };
  const { data } =
    scope === 'organization'
      ? await rest.actions.generateRunnerJitconfigForOrg({ org: owner, ...wanted })
      : await rest.actions.generateRunnerJitconfigForRepo({ owner, repo, ...wanted });
  return { id: data.runner.id, configuration: data.encoded_jit_config };
}

async function removeNamed(
  scope: RunnerScope,
  { octokit: { rest } }: InstallationClient,
  {
    repository: { owner, name: repo },
    name,
  }: { readonly repository: RepositoryRef; readonly name: string },
): Promise<void> {
  const { data } =
    scope === 'organization'
      ? await rest.actions.listSelfHostedRunnersForOrg({ org: owner, name })
      : await rest.actions.listSelfHostedRunnersForRepo({ owner, repo, name });
  for (const { id: runner_id } of data.runners) {
    await (scope === 'organization'
      ? rest.actions.deleteSelfHostedRunnerFromOrg({ org: owner, runner_id })
      : rest.actions.deleteSelfHostedRunnerFromRepo({ owner, repo, runner_id }));
  }
}

/** Wherever it was registered. GitHub removes by itself those that have had their job, and after a day those that had none. */
async function remove(
  clients: InstallationClients,
  { installation, owner, name: repo }: RepositoryRef,
  runner_id: number,
): Promise<void> {
  const { rest } = clients.of(installation).octokit;
  const tries = [
    () => rest.actions.deleteSelfHostedRunnerFromOrg({ org: owner, runner_id }),
    () => rest.actions.deleteSelfHostedRunnerFromRepo({ owner, repo, runner_id }),
  ];
  for (const removeIt of tries) {
    try {
      await removeIt();
      return;
    } catch (error) {
      // 422: it has a job just now, and ends with it.
      if (refusalOf(error) === null) throw error;
    }
  }
}

async function refusing<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    const refusal = refusalOf(error);
    if (refusal === null) throw error;
    throw new RunnerRefused(describeRefusal(refusal, WORDS), { cause: error });
  }
}

const GRANT =
  'Grant the app `organization_self_hosted_runners: write` in the organisation’s installation, or `administration: write` where the owner is a person.';
const WORDS = {
  what: 'GitHub lets this app have no runner for the step’s machine',
  next: { forbidden: GRANT, gone: GRANT },
};
