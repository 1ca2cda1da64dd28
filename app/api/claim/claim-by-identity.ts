import type { DispatchedJob } from '../../runtime/ports/hosted/dispatches.ts';
import type { ActionApiDeps } from '../action-api-deps.ts';
import { Refusal } from '../refusal.ts';
import type { ClaimMethod, ClaimRequests, Proved } from './claim-method.ts';
import { matchJob, notDispatched } from './match-job.ts';
import { createIdentityVerifier, type JobIdentity } from './verify-identity.ts';

/** A job of trusted code: the one that an attempt was dispatched for, as GitHub signs who that is. */
export function claimByIdentity(deps: ActionApiDeps): ClaimMethod<'claim'> {
  const verify = createIdentityVerifier(deps);
  return { prove: async (request) => prove(deps, request, await verify(request.identity)) };
}

async function prove(
  deps: ActionApiDeps,
  { hint }: ClaimRequests['claim'],
  identity: JobIdentity,
): Promise<Proved> {
  const job = await findJob(deps, identity);
  if (job === null) throw notDispatched(identity);
  try {
    matchJob(identity, hint, job);
  } catch (error) {
    await giveUp(deps, job, error);
    throw error;
  }
  const { proof, workflowRunId, workflowRunAttempt, checkRunId } = identity;
  const holder = `job ${checkRunId} of workflow run ${workflowRunId}.${workflowRunAttempt}`;
  return { job, holder, proof };
}

/**
 * A job of ours that runs another workflow than was checked can never do its work: its attempt ends now, with the reason,
 * not when somebody misses it. A further attempt is dispatched where the branch stands by then, if its file is right.
 */
async function giveUp(
  { runtime, clock }: ActionApiDeps,
  { of }: DispatchedJob,
  why: unknown,
): Promise<void> {
  if (!(why instanceof Refusal) || why.code !== 'workflow-changed') return;
  const { message } = why;
  const failed = {
    status: 'failed',
    class: 'infra',
    exitCode: null,
    signal: null,
    message,
  } as const;
  const products = { outputs: {}, artifacts: {}, metrics: {}, facts: {} };
  const outcome = { ...failed, products, workLostMs: null, charged: true };
  await runtime.report(of, { type: 'ended', at: clock.now(), outcome });
}

async function findJob(
  { dispatches }: ActionApiDeps,
  { repositoryId, workflowRunId, checkRunId, workflowSha }: JobIdentity,
): Promise<DispatchedJob | null> {
  try {
    return await dispatches.find({ repositoryId, workflowRunId, checkRunId, workflowSha });
  } catch (cause) {
    throw new Refusal(
      'dispatch-unavailable',
      'GitHub does not yet say which job this is. The action tries again.',
      { cause },
    );
  }
}
