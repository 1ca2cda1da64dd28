import type { WorkflowDispatch } from '../../../runtime/ports/hosted/dispatches.ts';
import type { InstallationClient } from '../../client/installation-clients.ts';

export type ActionsJob = {
  readonly name: string;
  /** The tail of its check run's address: what its identity token names. */
  readonly checkRun: number;
  readonly status: string;
  /** Null: it is not over. */
  readonly conclusion: string | null;
  /** Where a person sees it; null: GitHub does not say. */
  readonly url: string | null;
};

const PAGE = 100;

type Asked = Map<number, Promise<readonly ActionsJob[]>>;
const asked = new WeakMap<InstallationClient, Asked>();

/**
 * The jobs of a dispatch's workflow run as GitHub shows them now. Jobs begin together: who asks meanwhile shares the answer.
 * https://docs.github.com/rest/actions/workflow-jobs#list-jobs-for-a-workflow-run
 */
export function listJobs(
  client: InstallationClient,
  dispatch: WorkflowDispatch,
  workflowRun: number,
): Promise<readonly ActionsJob[]> {
  const underWay: Asked = asked.get(client) ?? new Map();
  asked.set(client, underWay);
  const known = underWay.get(workflowRun);
  if (known !== undefined) return known;
  const asking = ask(client, dispatch, workflowRun).finally(() => underWay.delete(workflowRun));
  underWay.set(workflowRun, asking);
  return asking;
}

async function ask(
  { octokit }: InstallationClient,
  { order }: WorkflowDispatch,
  workflowRun: number,
): Promise<readonly ActionsJob[]> {
  const { owner, name: repo } = order.repository;
  const jobs: ActionsJob[] = [];
  for (let page = 1; ; page += 1) {
    const wanted = { owner, repo, run_id: workflowRun, per_page: PAGE, page };
    const { data } = await octokit.rest.actions.listJobsForWorkflowRun(wanted);
    for (const { name, check_run_url: check, status, conclusion, html_url: url } of data.jobs) {
      const checkRun = Number(check.slice(check.lastIndexOf('/') + 1));
      jobs.push({ name, checkRun, status, conclusion, url });
    }
    if (data.jobs.length < PAGE) return jobs;
  }
}
