import type { DispatchBatch } from '../../runtime/dispatch-rows.ts';
import type { InstallationClient } from '../client/installation-clients.ts';
import { batchWorkflowId } from './batch-workflow.ts';

/** The workflow run that a batch became, found by its name among the newest; null: none is to be seen yet. */
export async function findStarted(
  { octokit }: InstallationClient,
  { id, order }: DispatchBatch,
): Promise<number | null> {
  const { owner, name: repo } = order.repository;
  const { data } = await octokit.rest.actions.listWorkflowRuns({
    owner,
    repo,
    workflow_id: batchWorkflowId(order),
    event: 'workflow_dispatch',
    per_page: 100,
  });
  return data.workflow_runs.find((run) => run.display_title === runName(id))?.id ?? null;
}

/** As the workflow file names its runs. */
export function runName(batch: string): string {
  return `mlp ${batch}`;
}
