import type { DispatchBatch } from '../../runtime/dispatch-rows.ts';
import type { InstallationClient } from '../client/installation-clients.ts';
import { WORKFLOW_PATH } from '../workflow/workflow-file.ts';

/** The workflow run that a batch became, found by its name among the newest; null: none is to be seen yet. */
export async function findStarted(
  { octokit }: InstallationClient,
  { id, order }: DispatchBatch,
): Promise<number | null> {
  const { owner, name: repo } = order.repository;
  const { data } = await octokit.rest.actions.listWorkflowRuns({
    owner,
    repo,
    workflow_id: WORKFLOW_PATH.slice(WORKFLOW_PATH.lastIndexOf('/') + 1),
    event: 'workflow_dispatch',
    per_page: 100,
  });
  return data.workflow_runs.find((run) => run.display_title === runName(id))?.id ?? null;
}

/** As the workflow file names its runs. */
export function runName(batch: string): string {
  return `mlp ${batch}`;
}
