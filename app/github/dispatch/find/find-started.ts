import type { WorkflowDispatch } from '../../../runtime/ports/dispatches.ts';
import type { ActionsDeps } from '../actions-deps.ts';
import { workflowIdOfDispatch } from '../workflow-of-dispatch.ts';

/**
 * The workflow run that a dispatch became, found by its name among the newest; null: none is to be seen yet. GitHub shows
 * what `run-name` came to as its title. https://docs.github.com/rest/actions/workflow-runs#list-workflow-runs-for-a-workflow
 */
export async function findStarted(
  { clients, self }: Pick<ActionsDeps, 'clients' | 'self'>,
  { id, order }: WorkflowDispatch,
): Promise<number | null> {
  const { octokit } = clients.of(order.repository.installation);
  const { owner, name: repo } = order.repository;
  const { data } = await octokit.rest.actions.listWorkflowRuns({
    owner,
    repo,
    workflow_id: workflowIdOfDispatch(order),
    event: 'workflow_dispatch',
    per_page: 100,
  });
  return data.workflow_runs.find((run) => isRunOf(self, id, run))?.id ?? null;
}

type Seen = {
  readonly display_title: string;
  readonly actor?: { readonly login: string } | null;
};

/**
 * Whether a workflow run is one that this App started for a dispatch. Everybody with write can start the workflow by the
 * same name, with a commit and on runners of their choice; as the App they cannot.
 */
export function isRunOf(self: string, dispatch: string, { display_title, actor }: Seen): boolean {
  // As the workflow file names its runs: what is for people comes first, and whatever it is the name ends the title.
  return display_title.endsWith(` (mlp ${dispatch})`) && actor?.login === self;
}
