import { ApiError, found } from '../http/api-error.ts';
import { created, listed, noContent, ok, type Call, type Handlers } from '../http/handlers.ts';
import type { RunnerOrder } from '../actions-backend.ts';
import type { Runner, RunnerGroup } from '../state/runs.ts';
import { accountOf, fullNameOf, type World } from '../state/world.ts';
import { runnerApplications } from '../views/runner-applications.ts';
import { runnerView } from '../views/run-view.ts';

export const runnersHandlers = {
  'actions/generate-runner-jitconfig-for-repo': (call) =>
    register(call.world, ofRepository(call), call.body),

  'actions/generate-runner-jitconfig-for-org': (call) =>
    register(call.world, ofOrganization(call), call.body),

  'actions/list-self-hosted-runners-for-repo': (call) =>
    list(ofRepository(call), call.query['name']),

  'actions/list-self-hosted-runners-for-org': (call) =>
    list(ofOrganization(call), call.query['name']),

  'actions/list-self-hosted-runner-groups-for-org': (call) =>
    listed(ofOrganization(call).groups, (group) => groupView(call.world, group), {
      key: 'runner_groups',
    }),

  'actions/delete-self-hosted-runner-from-repo': (call) =>
    remove(call.world, ofRepository(call), call.path['runner_id']),

  'actions/delete-self-hosted-runner-from-org': (call) =>
    remove(call.world, ofOrganization(call), call.path['runner_id']),

  'actions/list-runner-applications-for-repo': ({ world }) => ok(runnerApplications(world)),
  'actions/list-runner-applications-for-org': ({ world }) => ok(runnerApplications(world)),
} satisfies Handlers;

type Pool = {
  readonly runners: Map<number, Runner>;
  readonly groups: readonly RunnerGroup[];
  readonly scope: RunnerOrder['scope'];
};

const DEFAULT: RunnerGroup = { id: 1, name: 'Default', workflows: null };

function ofRepository({ repository }: Pick<Call, 'repository'>): Pool {
  const scope = { type: 'repository', fullName: fullNameOf(repository) } as const;
  return { runners: repository.runners, groups: [DEFAULT], scope };
}

function ofOrganization({ world, path }: Pick<Call, 'world' | 'path'>): Pool {
  const account = found(accountOf(world, path['org'] ?? ''));
  const runners = world.organizationRunners.get(account.id) ?? new Map<number, Runner>();
  world.organizationRunners.set(account.id, runners);
  const groups = [DEFAULT, ...(world.runnerGroups.get(account.id) ?? [])];
  return { runners, groups, scope: { type: 'organization', login: account.login } };
}

type Wanted = {
  readonly name: string;
  readonly runner_group_id: number;
  readonly labels: string[];
  readonly work_folder?: string;
};

function register(world: World, { runners, groups, scope }: Pool, wanted: Wanted) {
  const group = found(groups.find(({ id }) => id === wanted.runner_group_id));
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
  const order: RunnerOrder = {
    id: runner.id,
    name: runner.name,
    groupId: runner.groupId,
    groupName: group.name,
    labels: runner.labels,
    workFolder: wanted.work_folder ?? '_work',
    scope,
  };
  const config =
    world.backend?.registerRunner?.(order, reporterOf(runners)) ??
    Buffer.from(JSON.stringify({ runner: runner.id })).toString('base64');
  return created({ runner: runnerView(runner), encoded_jit_config: config });
}

function reporterOf(runners: Map<number, Runner>) {
  return {
    runnerChanged(
      id: number,
      { online, busy }: { readonly online: boolean; readonly busy: boolean },
    ) {
      const runner = runners.get(id);
      if (runner === undefined) return;
      runner.status = online ? 'online' : 'offline';
      runner.busy = busy;
    },
    runnerGone(id: number) {
      runners.delete(id);
    },
  };
}

function list({ runners }: Pool, name: string | undefined) {
  const shown = [...runners.values()].filter((each) => name === undefined || each.name === name);
  return listed(shown, (runner) => runnerView(runner), { key: 'runners' });
}

// The refusal of a busy one, its stray quote included: https://github.com/cybozu-go/meows/issues/136
function remove(world: World, { runners }: Pool, id: string | undefined) {
  const { name, busy } = found(runners.get(Number(id)));
  if (busy) throw new ApiError(422, `Bad request - Runner "${name}" is still running a job"`);
  runners.delete(Number(id));
  world.backend?.removeRunner?.(Number(id));
  return noContent();
}

function groupView({ urls }: World, { id, name, workflows }: RunnerGroup) {
  return {
    id,
    name,
    visibility: 'all',
    default: id === DEFAULT.id,
    runners_url: `${urls.api}/runner-groups/${id}/runners`,
    inherited: false,
    allows_public_repositories: true,
    workflow_restrictions_read_only: false,
    restricted_to_workflows: workflows !== null,
    selected_workflows: [...(workflows ?? [])],
  };
}
