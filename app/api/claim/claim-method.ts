import type {
  BootstrapClaimRequest,
  ClaimRequest,
} from '../../../schemas/action-request.generated.ts';
import type { ClaimOrder } from '../../runtime/ports/hosted/claims.ts';
import type { ClaimableJob } from '../../runtime/ports/hosted/dispatches.ts';

/** The requests by which somebody asks for an attempt, by their `type`. */
export type ClaimRequests = {
  readonly claim: ClaimRequest;
  readonly 'claim.bootstrap': BootstrapClaimRequest;
};
export type ClaimType = keyof ClaimRequests;

/** One way in which whoever is to carry an attempt out proves that it is theirs to have. */
export interface ClaimMethod<T extends ClaimType> {
  /** Which attempt they may have, and as whom. Takes nothing yet. Throws a `Refusal`. */
  prove(request: ClaimRequests[T]): Promise<Proved>;
}

/** `proof` is good for one claim; from that on `holder` alone may have the attempt. */
export type Proved = Pick<ClaimOrder, 'holder' | 'proof'> & { readonly job: ClaimableJob };
