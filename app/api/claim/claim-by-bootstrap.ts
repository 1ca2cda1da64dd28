import { randomUUID } from 'node:crypto';
import type { ClaimedAnswer } from '../../../schemas/action-answer.generated.ts';
import type { BootstrapClaimRequest } from '../../../schemas/action-request.generated.ts';
import type { ClaimableJob } from '../../runtime/ports/hosted/dispatches.ts';
import type { ActionApiDeps } from '../action-api-deps.ts';
import { Refusal } from '../refusal.ts';
import { handOver, type HandingOver } from './hand-over.ts';

/**
 * Gives an attempt of untrusted code to a job that knows the secret of its dispatch, for GitHub signs nothing for it.
 * The first to come holds it, by a number that it chose itself: another who has read the secret comes too late, and gets
 * nothing that the code under test could not have made up. No secret is ever handed over. Throws a `Refusal`.
 */
export async function claimByBootstrap(
  parts: HandingOver,
  { nonce, repository, workflowRun, hint, bootstrap }: BootstrapClaimRequest,
): Promise<ClaimedAnswer> {
  const asked = { repositoryId: repository, workflowRunId: workflowRun, hint, bootstrap };
  const sent = await findJob(parts.deps, asked);
  if (sent === null) throw notDispatched();
  const holder = `a job of workflow run ${workflowRun} (${nonce})`;
  // The holder alone decides: the secret is shared by the jobs of a dispatch, so that it is not spent by one.
  const proof = { id: randomUUID(), until: parts.deps.clock.now() };
  const withoutSecrets = { ...sent, ticket: { ...sent.ticket, secrets: {} } };
  return handOver(parts, withoutSecrets, { holder, proof });
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
