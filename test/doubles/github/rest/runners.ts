import { ApiError, found } from '../http/api-error.ts';
import { created, listed, noContent, type Call, type Handlers } from '../http/handlers.ts';
import { accountOf, type World } from '../state/world.ts';
import type { Runner } from '../state/runs.ts';
import { runnerView } from '../views/run-view.ts';

export const runnersHandlers = {
  'actions/generate-runner-jitconfig-for-repo': ({ world, repository, body }) =>
    register(world, repository.runners, body),

  'actions/generate-runner-jitconfig-for-org': (call) =>
    register(call.world, ofOrganization(call), call.body),

  'actions/list-self-hosted-runners-for-repo': ({ repository, query }) =>
    list(repository.runners, query['name']),

  'actions/list-self-hosted-runners-for-org': (call) =>
    list(ofOrganization(call), call.query['name']),

  'actions/delete-self-hosted-runner-from-repo': ({ repository, path }) =>
    remove(repository.runners, path['runner_id']),

  'actions/delete-self-hosted-runner-from-org': (call) =>
    remove(ofOrganization(call), call.path['runner_id']),
} satisfies Handlers;

type Runners = Map<number, Runner>;

function ofOrganization({ world, path }: Pick<Call, 'world' | 'path'>): Runners {
  const account = found(accountOf(world, path['org'] ?? ''));
  const known = world.organizationRunners.get(account.id) ?? new Map<number, Runner>();
  world.organizationRunners.set(account.id, known);
  return known;
}

function register(
  world: World,
  runners: Runners,
  wanted: { readonly name: string; readonly runner_group_id: number; readonly labels: string[] },
) {
  if ([...runners.values()].some(({ name }) => name === wanted.name))
    throw new ApiError(409, 'Already exists - A runner with this name already exists.');
  const runner: Runner = {
    id: world.nextId(),
    name: wanted.name,
    groupId: wanted.runner_group_id,
    labels: wanted.labels,
    status: 'offline',
    busy: false,
  };
  runners.set(runner.id, runner);
  const config = { runnerId: runner.id, name: runner.name, labels: runner.labels };
  const encoded = Buffer.from(JSON.stringify(config)).toString('base64');
  return created({ runner: runnerView(runner), encoded_jit_config: encoded });
}

function list(runners: Runners, name: string | undefined) {
  const shown = [...runners.values()].filter((each) => name === undefined || each.name === name);
  return listed(shown, (runner) => runnerView(runner), { key: 'runners' });
}

function remove(runners: Runners, id: string | undefined) {
  if (!runners.delete(Number(id))) throw new ApiError(404, 'Not Found');
  return noContent();
}
