import { randomUUID } from 'node:crypto';
import type { ClaimableJob } from '../../runtime/ports/hosted/dispatches.ts';
import type { ActionApiDeps } from '../action-api-deps.ts';
import { Refusal } from '../refusal.ts';
import type { ClaimMethod, ClaimRequests, Proved } from './claim-method.ts';

/**
 * A job of untrusted code that knows the secret of its dispatch, for GitHub signs nothing for it. The first to come holds
 * the attempt, by a number that it chose itself: another who has read the secret comes too late, and gets nothing that
 * the code under test could not have made up. No secret is ever handed over.
 */
export function claimByBootstrap(deps: ActionApiDeps): ClaimMethod<'claim.bootstrap'> {
  return { prove: (request) => prove(deps, request) };
}

async function prove(
  deps: ActionApiDeps,
  { nonce, repository, workflowRun, hint, bootstrap }: ClaimRequests['claim.bootstrap'],
): Promise<Proved> {
  const asked = { repositoryId: repository, workflowRunId: workflowRun, hint, bootstrap };
  const sent = await findJob(deps, asked);
  if (sent === null) throw notDispatched();
  const holder = `a job of workflow run ${workflowRun} (${nonce})`;
  // The holder alone decides: the secret is shared by the jobs of a dispatch, so that it is not spent by one.
  const proof = { id: randomUUID(), until: deps.clock.now() };
  const job = { ...sent, ticket: { ...sent.ticket, secrets: {} } };
  return { job, holder, proof };
}

async function findJob(
  { dispatches }: Pick<ActionApiDeps, 'dispatches'>,
  asked: Parameters<ActionApiDeps['dispatches']['findBootstrapped']>[0],
): Promise<ClaimableJob | null> {
  try {
    return await dispatches.findBootstrapped(asked);
  } catch (cause) {
    throw new Refusal(
      'dispatch-unavailable',
      'GitHub does not say just now how this workflow run stands. The action tries again.',
      { cause },
    );
  }
}

function notDispatched(): Refusal {
  return new Refusal(
    'not-dispatched',
    'This app dispatched nothing to this job, or its workflow run is over, was run again by GitHub’s own button, or is not the one that was checked. A commit of someone without write access is started by `/mlp ok <sha>` alone.',
  );
}
