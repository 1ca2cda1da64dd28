import type { ClaimedAnswer } from '../../schemas/action-answer.generated.ts';
import type {
  BootstrapClaimRequest,
  ClaimRequest,
} from '../../schemas/action-request.generated.ts';
import type { Ticket } from '../../schemas/ticket.generated.ts';
import { check as ticketCheck } from '../../schemas/checks/ticket.generated.mjs';
import { validate } from '../../schemas/validate.ts';
import { AppAway, Refused } from './app-errors.ts';
import { askAgain, type Patience } from './ask-again.ts';
import { FORMAT, postToApp } from './post-to-app.ts';
import type { Bootstrap } from './read-bootstrap.ts';

export type ClaimDeps = {
  readonly app: string;
  /** The attempt's name in the job's input. */
  readonly hint: string | null;
  /** A fresh OIDC token of this job for an audience. */
  readonly identify: (audience: string) => Promise<string>;
  /** In place of an identity; null: the job has one. */
  readonly bootstrap: Bootstrap | null;
  readonly patience: Patience;
};

export type Claimed = Omit<ClaimedAnswer, 'ticket'> & { readonly ticket: Ticket };

/** Proves who this job is and gets its attempt. Throws `Refused`, or `AppAway` when patience ends. */
export async function claimAttempt(deps: ClaimDeps): Promise<Claimed> {
  const answer = await askAgain(() => claimOnce(deps), deps.patience);
  const ticket = validate(ticketCheck, answer.ticket);
  if (ticket.valid) return { ...answer, ticket: ticket.value };
  throw new Refused(
    'unknown-ticket',
    `The app hands out a ticket that this action cannot read (${ticket.errors[0]?.pointer ?? ''}: ${ticket.errors[0]?.message ?? ''}). Run \`mlpipelines init --update\` and merge what it changes, so that action and app belong together.`,
  );
}

async function claimOnce(deps: ClaimDeps): Promise<ClaimedAnswer> {
  const { app, patience } = deps;
  const request = await requestOf(deps);
  const { signal } = patience;
  const answer = await postToApp({ app, path: '/api/claims', token: null, request, signal });
  if (answer.type === 'claimed') return answer;
  throw new AppAway(`The app answers ${answer.type} to a claim`, null);
}

// Each identity is good for one claim, so each try has a new one.
async function requestOf({
  app,
  hint,
  identify,
  bootstrap: by,
}: ClaimDeps): Promise<ClaimRequest | BootstrapClaimRequest> {
  if (by === null) return { format: FORMAT, type: 'claim', identity: await identify(app), hint };
  const { secret: bootstrap, ...job } = by;
  return { format: FORMAT, type: 'claim.bootstrap', bootstrap, ...job, hint: hint ?? '' };
}
