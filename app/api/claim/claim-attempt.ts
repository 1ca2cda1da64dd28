import { randomUUID } from 'node:crypto';
import type { ClaimedAnswer } from '../../../schemas/action-answer.generated.ts';
import type { ClaimRequest } from '../../../schemas/action-request.generated.ts';
import type { Claim } from '../../runtime/claims.ts';
import type { DispatchedJob } from '../../runtime/dispatches.ts';
import type { ActionApiDeps } from '../action-api-deps.ts';
import type { AttemptTokens } from '../attempt/attempt-tokens.ts';
import { FORMAT } from '../read-request.ts';
import { Refusal } from '../refusal.ts';
import { matchJob, notDispatched } from './match-job.ts';
import type { JobIdentity } from './verify-identity.ts';

export type Claiming = {
  readonly deps: ActionApiDeps;
  readonly verify: (token: string) => Promise<JobIdentity>;
  readonly tokens: AttemptTokens;
};

/**
 * Gives an attempt to the one job that it was dispatched for, once; a job whose answer was lost may ask again until it
 * has begun. Throws a `Refusal`.
 */
export async function claimAttempt(
  { deps, verify, tokens }: Claiming,
  { identity: token, hint }: ClaimRequest,
): Promise<ClaimedAnswer> {
  const identity = await verify(token);
  const sent = await findJob(deps, identity);
  if (sent === null) throw notDispatched(identity);
  matchJob(identity, hint, sent);
  const claim = await takeClaim(deps, identity, sent);
  await refuseUnwanted(deps, sent);
  const { secrets, ...ticket } = sent.ticket;
  return {
    format: FORMAT,
    type: 'claimed',
    claim: claim.id,
    token: await tokens.issue(claim.id),
    ticket: { ...ticket, secrets: {} },
    secrets,
    page: sent.page,
    pace: deps.pace,
  };
}

async function findJob(
  { dispatches }: ActionApiDeps,
  { repositoryId, workflowRunId, checkRunId }: JobIdentity,
): Promise<DispatchedJob | null> {
  try {
    return await dispatches.find({ repositoryId, workflowRunId, checkRunId });
  } catch (cause) {
    throw new Refusal(
      'dispatch-unavailable',
      'GitHub does not yet say which job this is. The action tries again.',
      { cause },
    );
  }
}

async function takeClaim(
  { claims, clock }: ActionApiDeps,
  identity: JobIdentity,
  { of }: DispatchedJob,
): Promise<Claim> {
  const { proof, workflowRunId, workflowRunAttempt, checkRunId } = identity;
  const holder = `job ${checkRunId} of workflow run ${workflowRunId}.${workflowRunAttempt}`;
  const order = { id: randomUUID(), of, holder, proof, now: clock.now() };
  const taken = await claims.take(order);
  if (taken.type === 'claimed') return taken.claim;
  if (taken.type === 'replayed') throw replayed();
  if (taken.type === 'begun') throw claimedBefore();
  throw new Refusal(
    'claimed-by-another-job',
    `Attempt ${of.attempt} of ${of.key} is already carried out by ${taken.by}. Nothing is left to do here.`,
  );
}

function replayed(): Refusal {
  return new Refusal(
    'identity-replayed',
    'This identity was used before; each is good for one claim. The action asks for a new one at each try.',
  );
}

function claimedBefore(): Refusal {
  return new Refusal(
    'claimed-before',
    'This job has claimed its attempt before and has begun it. An attempt is handed out once; use `/mlp rerun` to do it again.',
  );
}

/** The first heartbeat: from here on a lease watches over the attempt. */
async function refuseUnwanted(
  { runtime, clock }: ActionApiDeps,
  sent: DispatchedJob,
): Promise<void> {
  const { of } = sent;
  const standing = await runtime.heartbeat(of);
  if (standing.type === 'wanted') return;
  if (standing.type === 'over') {
    throw new Refusal(
      'attempt-over',
      `Attempt ${of.attempt} of ${of.key} is over or was replaced. Nothing is left to do here.`,
    );
  }
  // Nobody else will say that it has ended.
  await runtime.report(of, { type: 'ended', at: clock.now(), outcome: CANCELLED });
  throw new Refusal(
    'attempt-cancelled',
    `Attempt ${of.attempt} of ${of.key} was cancelled before it began.`,
  );
}

const CANCELLED = {
  status: 'cancelled',
  class: null,
  exitCode: null,
  signal: null,
  message: 'Cancelled before it began.',
  products: { outputs: {}, artifacts: {}, metrics: {}, facts: {} },
  workLostMs: null,
  charged: false,
} as const;
