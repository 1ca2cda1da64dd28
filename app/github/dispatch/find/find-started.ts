import type { WorkflowDispatch } from '../../../runtime/ports/hosted/dispatches.ts';
import type { ActionsDeps } from '../actions-deps.ts';
import { workflowIdOfDispatch } from '../workflow-of-dispatch.ts';

/**
 * The workflow run that a dispatch became, found by its name among the newest; null: none is to be seen yet. GitHub shows
 * what `run-name` came to as its title. https://docs.github.com/rest/actions/workflow-runs#list-workflow-runs-for-a-workflow
 */
export async function findStarted(
  { clients, self }: Pick<ActionsDeps, 'clients' | 'self'>,
  dispatch: WorkflowDispatch,
): Promise<number | null> {
  const { order } = dispatch;
  const { octokit } = clients.of(order.repository.installation);
  const { owner, name: repo } = order.repository;
  const { data } = await octokit.rest.actions.listWorkflowRuns({
    owner,
    repo,
    workflow_id: workflowIdOfDispatch(order),
    event: 'workflow_dispatch',
    per_page: 100,
  });
  return data.workflow_runs.find((run) => isRunOf(self, dispatch, run))?.id ?? null;
}

type Seen = {
  readonly id: number;
  readonly display_title: string;
  readonly actor?: { readonly login: string } | null;
};

/**
 * Whether a workflow run is one that this App started for a dispatch, and that was not given up. Everybody with write can start the workflow by the
 * same name, with a commit and on runners of their choice; as the App they cannot.
 */
export function isRunOf(
  self: string,
  { id, givenUp = [] }: Pick<WorkflowDispatch, 'id' | 'givenUp'>,
  { id: workflowRun, display_title: title, actor }: Seen,
): boolean {
  if (givenUp.includes(workflowRun)) return false;
  // As the workflow file names its runs: what is for people comes first, and whatever it is the name ends the title.
  return title.endsWith(` (mlp ${id})`) && actor?.login === self;
}
