import { addSuite } from '../acts/check-suites.ts';
import type { Actor } from '../state/accounts.ts';
import type { Repository } from '../state/repository.ts';
import type { Workflow, WorkflowRun } from '../state/runs.ts';
import type { World } from '../state/world.ts';

/** A run of a workflow, with the check suite that it has by itself. */
export async function addRun(
  world: World,
  repository: Repository,
  given: {
    readonly event: WorkflowRun['event'];
    readonly workflow: Workflow;
    readonly displayTitle: string;
    readonly name: string;
    readonly sha: string;
    readonly actor: Actor;
  },
): Promise<WorkflowRun> {
  const { event, workflow, displayTitle, name, sha, actor } = given;
  const now = world.clock.now();
  const before = [...repository.runs.values()].filter((each) => each.workflow === workflow).length;
  const suite = { app: world.actionsApp, headSha: sha, headBranch: name, before: null };
  const run: WorkflowRun = {
    id: world.nextId(),
    workflow,
    runNumber: before + 1,
    attempt: 1,
    displayTitle,
    event,
    headBranch: name,
    headSha: sha,
    actor,
    suite: await addSuite(world, repository, suite),
    createdAt: now,
    updatedAt: now,
    startedAt: now,
    status: 'queued',
    conclusion: null,
    reviews: [],
    hiddenFromListings: world.knobs.runsHiddenForListings,
  };
  repository.runs.set(run.id, run);
  return run;
}
