import type { JWTPayload } from 'jose';
import type { DispatchedJobId } from '../../runtime/ports/hosted/dispatches.ts';
import type { ActionApiDeps } from '../action-api-deps.ts';
import { createTokenVerifier, numberClaim, SKEW_S, textClaim } from './verify-token.ts';

/** Who a job is, as GitHub signs it. */
export type JobIdentity = DispatchedJobId & {
  readonly workflowRunAttempt: number;
  readonly event: string;
  readonly workflowRef: string;
  readonly workflowSha: string;
  /** Good once. `until`: in ms, when it is refused for its age alone. */
  readonly proof: { readonly id: string; readonly until: number };
};

/** Checks the identity token of a job, and that all claims are there. */
export function createIdentityVerifier(
  deps: Pick<ActionApiDeps, 'url' | 'issuer' | 'clock'>,
): (token: string) => Promise<JobIdentity> {
  const verify = createTokenVerifier(deps);
  return async (token) => identityOf(await verify(token));
}

function identityOf(payload: JWTPayload): JobIdentity {
  const { jti = '', exp = 0 } = payload;
  return {
    repositoryId: numberClaim(payload, 'repository_id'),
    workflowRunId: numberClaim(payload, 'run_id'),
    workflowRunAttempt: numberClaim(payload, 'run_attempt'),
    checkRunId: numberClaim(payload, 'check_run_id'),
    event: textClaim(payload, 'event_name'),
    workflowRef: textClaim(payload, 'workflow_ref'),
    workflowSha: textClaim(payload, 'workflow_sha'),
    proof: { id: jti, until: (exp + SKEW_S + 1) * 1000 },
  };
}
