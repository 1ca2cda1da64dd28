import type { Context } from 'hono';
import type { Claim } from '../../runtime/ports/hosted/claims.ts';
import type { ActionApiDeps } from '../action-api-deps.ts';
import { visitOf } from '../../wire/visit.ts';
import { Refusal } from '../refusal.ts';
import type { AttemptTokens, TokenContent } from './attempt-tokens.ts';

export type Authorized = { readonly claim: Claim; readonly isAging: boolean };

/** The claim in a request's path, if its token speaks for that very claim. Its first use begins the attempt. Throws a `Refusal`. */
export async function authorize(
  { deps, tokens }: { readonly deps: ActionApiDeps; readonly tokens: AttemptTokens },
  context: Context,
  when: 'fresh' | 'late' = 'fresh',
): Promise<Authorized> {
  const token = /^Bearer (\S+)$/i.exec(context.req.header('authorization') ?? '')?.[1];
  if (token === undefined) throw new Refusal('no-token', 'This needs the token of an attempt.');
  const content: TokenContent = await tokens.read(token, when);
  if (content.claim !== context.req.param('claim')) {
    throw new Refusal('token-invalid', 'This token belongs to another attempt.');
  }
  const claim = await deps.claims.find(content.claim);
  if (claim === null) {
    throw new Refusal('unknown-claim', 'Nothing is known of this attempt any more.');
  }
  visitOf(context).vouch(`run ${claim.run}`);
  if (!claim.begun) await deps.claims.begin(claim.id);
  return { claim, isAging: content.isAging };
}
