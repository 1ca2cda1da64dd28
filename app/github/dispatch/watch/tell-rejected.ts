import { printable } from '../../../../text/printable.ts';
import type { WorkflowDispatch } from '../../../runtime/ports/hosted/dispatches.ts';
import type { InstallationClient } from '../../client/installation-clients.ts';
import type { ActionsDeps } from '../actions-deps.ts';
import type { AttemptJob } from './tell-waits.ts';
import { cut } from '../../../../text/shortened.ts';

type Rejection = { readonly by: string; readonly comment: string };

const MOST_OF_COMMENT = 300;

/**
 * Tells runs whose attempts' jobs a reviewer of their environment rejected, and gives the others. Such a job has failed
 * as others do: https://docs.github.com/actions/how-tos/deploy/configure-and-manage-deployments/review-deployments
 */
export async function tellRejected(
  { tell }: ActionsDeps,
  of: {
    readonly dispatch: WorkflowDispatch;
    readonly client: InstallationClient;
    readonly workflowRun: number;
  },
  seen: readonly AttemptJob[],
): Promise<readonly AttemptJob[]> {
  const asked = seen.find((one) => mayBeRejected(one));
  if (asked === undefined) return seen;
  const { environment } = asked;
  const rejection = await findRejection(of, environment);
  if (rejection === null) return seen;
  const reason = wordsFor(rejection, environment);
  for (const one of seen) {
    const { run, key, attempt } = one.attempt;
    if (mayBeRejected(one)) await tell(run, { type: 'attempt.rejected', key, attempt, reason });
  }
  return seen.filter((one) => !mayBeRejected(one));
}

/** A job that began is not rejected any more; those of one dispatch have one environment. */
function mayBeRejected({ attempt, environment, job }: AttemptJob): boolean {
  return environment !== '' && attempt.status === 'starting' && job?.conclusion === 'failure';
}

async function findRejection(
  {
    dispatch,
    client,
    workflowRun,
  }: {
    readonly dispatch: WorkflowDispatch;
    readonly client: InstallationClient;
    readonly workflowRun: number;
  },
  environment: string,
): Promise<Rejection | null> {
  const { owner, name: repo } = dispatch.order.repository;
  const { data } = await client.octokit.rest.actions.getReviewsForRun({
    owner,
    repo,
    run_id: workflowRun,
  });
  const review = data.find(
    ({ state, environments }) =>
      state === 'rejected' && environments.some(({ name }) => isSameName(name, environment)),
  );
  return review === undefined ? null : { by: review.user.login, comment: review.comment };
}

/** GitHub does not regard case: https://docs.github.com/en/actions/how-tos/deploy/configure-and-manage-deployments/manage-environments */
function isSameName(one = '', other = ''): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

function wordsFor({ by, comment }: Rejection, environment: string): string {
  const said = cut(printable(comment).trim(), MOST_OF_COMMENT);
  return `${by} rejected its deployment to ${environment} on GitHub${said === '' ? '' : `: ${said}`}`;
}
