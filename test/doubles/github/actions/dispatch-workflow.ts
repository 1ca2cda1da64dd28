import { ApiError } from '../http/api-error.ts';
import { resolveCommit } from '../git/read-objects.ts';
import { addRun } from './add-run.ts';
import { emit } from '../hooks/emit.ts';
import type { Actor } from '../state/accounts.ts';
import type { Repository } from '../state/repository.ts';
import type { Workflow, WorkflowRun } from '../state/runs.ts';
import type { World } from '../state/world.ts';
import { evaluateRunName } from './evaluate-run-name.ts';
import { emitRun } from './emit-run.ts';
import { orderOf, payloadOf } from './order-of.ts';
import { parseWorkflow, textAt } from './read-workflows.ts';
import { readInputs, type InputValue } from './read-inputs.ts';
import { reporterFor } from './reporter.ts';

export type Dispatch = {
  readonly workflow: Workflow;
  /** A branch or a tag, with or without `refs/…`. */
  readonly ref: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly actor: Actor;
};

/** Starts a run of a workflow by `workflow_dispatch`, or refuses with 422 as GitHub does. */
export async function dispatchWorkflow(
  world: World,
  repository: Repository,
  { workflow, ref, inputs, actor }: Dispatch,
): Promise<WorkflowRun> {
  // Of the words: https://github.com/benc-uk/workflow-dispatch/issues/72
  if (repository.actions.disabledWorkflows.has(workflow.path))
    throw new ApiError(422, "Cannot trigger a 'workflow_dispatch' on a disabled workflow");
  const name = ref.replace(/^refs\/(heads|tags)\//, '');
  const sha = await branchOrTag(repository, name);
  if (sha === null) throw new ApiError(422, `No ref found for: ${ref}`);
  const text = await textAt(repository, sha.commit, workflow.path);
  if (text === null) throw new ApiError(422, `Workflow does not exist at ${ref}: ${workflow.path}`);
  const parsed = parseWorkflow(text);
  const values = readInputs(parsed, inputs);
  const displayTitle = runNameOf(
    { world, repository, actor },
    { parsed, values, ref: sha.ref, workflow },
  );
  const run = await addRun(world, repository, {
    event: 'workflow_dispatch',
    workflow,
    displayTitle,
    name,
    sha: sha.commit,
    actor,
  });
  const payload = payloadOf(world, repository, { run, ref: sha.ref, inputs: values });
  emit(world, { event: 'workflow_dispatch', repository, sender: actor, about: aboutOf(payload) });
  emitRun(world, repository, { run, action: 'requested' });
  hand(world, repository, { run, text, values, ref: sha.ref, payload });
  return run;
}

async function branchOrTag(repository: Repository, name: string) {
  for (const ref of [`refs/heads/${name}`, `refs/tags/${name}`]) {
    const commit = await resolveCommit(repository.gitDir, ref);
    if (commit !== null) return { ref, commit };
  }
  return null;
}

function runNameOf(
  { world, repository, actor }: { world: World; repository: Repository; actor: Actor },
  given: {
    readonly parsed: Readonly<Record<string, unknown>>;
    readonly values: Readonly<Record<string, InputValue>>;
    readonly ref: string;
    readonly workflow: Workflow;
  },
): string {
  const template = given.parsed['run-name'];
  if (typeof template !== 'string') return given.workflow.name;
  return evaluateRunName(template, {
    inputs: given.values,
    vars: Object.fromEntries(repository.variables),
    github: {
      actor: actor.account.login,
      event_name: 'workflow_dispatch',
      ref: given.ref,
      repository: `${repository.owner.login}/${repository.name}`,
      server_url: world.urls.server,
      event: { inputs: given.values },
    },
  });
}

/** The webhook has no `repository` and `sender` of its own here: `emit` adds them. */
function aboutOf({ inputs, ref, workflow }: Readonly<Record<string, unknown>>) {
  return { inputs, ref, workflow };
}

function hand(world: World, repository: Repository, given: Parameters<typeof orderOf>[2]): void {
  if (world.backend === null) return;
  const reporter = reporterFor(world, repository, given.run);
  const order = orderOf(world, repository, given);
  Promise.resolve(world.backend.startRun(order, reporter)).catch((error: unknown) =>
    world.problems.add('crash', `run ${given.run.id}`, String(error)),
  );
}
