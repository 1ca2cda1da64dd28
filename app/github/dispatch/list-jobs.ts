import type { DispatchBatch } from '../../runtime/dispatch-rows.ts';
import type { InstallationClient } from '../client/installation-clients.ts';

export type ActionsJob = {
  readonly name: string;
  /** The tail of its check run's address: what its identity token names. */
  readonly checkRun: number;
  /** Null: it is not over. */
  readonly conclusion: string | null;
};

const PAGE = 100;

/** The jobs of a batch's workflow run as GitHub shows them now. */
export async function listJobs(
  { octokit }: InstallationClient,
  { order }: DispatchBatch,
  workflowRun: number,
): Promise<readonly ActionsJob[]> {
  const { owner, name: repo } = order.repository;
  const jobs: ActionsJob[] = [];
  for (let page = 1; ; page += 1) {
    const asked = { owner, repo, run_id: workflowRun, per_page: PAGE, page };
    const { data } = await octokit.rest.actions.listJobsForWorkflowRun(asked);
    for (const { name, check_run_url: url, conclusion } of data.jobs) {
      jobs.push({ name, checkRun: Number(url.slice(url.lastIndexOf('/') + 1)), conclusion });
    }
    if (data.jobs.length < PAGE) return jobs;
  }
}
