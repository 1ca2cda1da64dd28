import type { ClaimedAnswer } from '../../../schemas/action-answer.generated.ts';
import type { ClaimRequest } from '../../../schemas/action-request.generated.ts';
import type { DispatchedJob } from '../../runtime/ports/hosted/dispatches.ts';
import type { ActionApiDeps } from '../action-api-deps.ts';
import { Refusal } from '../refusal.ts';
import { handOver, type HandingOver } from './hand-over.ts';
import { matchJob, notDispatched } from './match-job.ts';
import type { JobIdentity } from './verify-identity.ts';

export type Claiming = HandingOver & {
  readonly verify: (token: string) => Promise<JobIdentity>;
};

/** Gives an attempt to the one job that it was dispatched for, as GitHub signs who that is. Throws a `Refusal`. */
export async function claimAttempt(
  { verify, ...parts }: Claiming,
  { identity: token, hint }: ClaimRequest,
): Promise<ClaimedAnswer> {
  const identity = await verify(token);
  const sent = await findJob(parts.deps, identity);
  if (sent === null) throw notDispatched(identity);
  try {
    matchJob(identity, hint, sent);
  } catch (error) {
    await giveUp(parts.deps, sent, error);
    throw error;
  }
  const { proof, workflowRunId, workflowRunAttempt, checkRunId } = identity;
  const holder = `job ${checkRunId} of workflow run ${workflowRunId}.${workflowRunAttempt}`;
  return handOver(parts, sent, { holder, proof });
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
