import type { ActionApiDeps } from '../action-api-deps.ts';
import { claimByBootstrap } from './claim-by-bootstrap.ts';
import { claimByIdentity } from './claim-by-identity.ts';
import type { ClaimMethod, ClaimRequests, ClaimType, Proved } from './claim-method.ts';

type Methods = { readonly [T in ClaimType]: ClaimMethod<T> };

/** Which requests are claims. */
export const CLAIM_TYPES = ['claim', 'claim.bootstrap'] as const satisfies readonly ClaimType[];

/** Every way to prove who one is: a request is proved by the method of its type, which throws a `Refusal`. */
export function createClaimMethods(
  deps: ActionApiDeps,
): (request: ClaimRequests[ClaimType]) => Promise<Proved> {
  const methods: Methods = {
    claim: claimByIdentity(deps),
    'claim.bootstrap': claimByBootstrap(deps),
  };
  return (request) => prove(methods, request.type, request);
}

function prove<T extends ClaimType>(
  methods: Methods,
  type: T,
  request: ClaimRequests[T],
): Promise<Proved> {
  const method: Methods[T] = methods[type];
  return method.prove(request);
}
