import { randomUUID } from 'node:crypto';
import type { ClaimedAnswer } from '../../../schemas/action-answer.generated.ts';
import type { Claim, ClaimOrder } from '../../runtime/ports/hosted/claims.ts';
import type { ClaimableJob } from '../../runtime/ports/hosted/dispatches.ts';
import type { ActionApiDeps } from '../action-api-deps.ts';
import type { AttemptTokens } from '../attempt/attempt-tokens.ts';
import { FORMAT } from '../read-action-request.ts';
import { Refusal } from '../refusal.ts';
import type { Proved } from './claim-method.ts';

type HandingOver = { readonly deps: ActionApiDeps; readonly tokens: AttemptTokens };

/**
 * Gives an attempt to who has proved to be its job, once; one whose answer was lost may ask again until it has begun.
 * Throws a `Refusal`.
 */
export async function handOver(
  { deps, tokens }: HandingOver,
  { job, holder, proof }: Proved,
): Promise<ClaimedAnswer> {
  const { of, ticket: full, page } = job;
  const order = { id: randomUUID(), of, holder, proof, now: deps.clock.now() };
  const claim = await takeClaim(deps, order);
  await refuseUnwanted(deps, of);
  const { secrets, ...ticket } = full;
  return {
    format: FORMAT,
    type: 'claimed',
    claim: claim.id,
    token: await tokens.issue(claim.id),
    ticket: { ...ticket, secrets: {} },
    secrets,
    page,
    pace: deps.pace,
  };
}

async function takeClaim(
  { claims }: Pick<ActionApiDeps, 'claims'>,
  order: ClaimOrder,
): Promise<Claim> {
  const taken = await claims.take(order);
  if (taken.type === 'claimed') return taken.claim;
  if (taken.type === 'replayed') throw replayed();
  if (taken.type === 'begun') throw claimedBefore();
  const { attempt, key } = order.of;
  throw new Refusal(
    'claimed-by-another-job',
    `Attempt ${attempt} of ${key} is already carried out by ${taken.by}. Nothing is left to do here.`,
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
  { runtime, clock }: Pick<ActionApiDeps, 'runtime' | 'clock'>,
  of: ClaimableJob['of'],
): Promise<void> {
  const state = await runtime.heartbeat(of);
  if (state.type === 'wanted') return;
  if (state.type === 'over') {
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
