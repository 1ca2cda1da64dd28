import type { AttemptId } from '../attempts.ts';
import type { Instant } from '../../../domain/run/run.ts';

/**
 * Who carries out an attempt that lives on its own (hosts with `lifetime: 'own'`), written down so that it outlives the
 * process that answered: an attempt is claimed once, by one holder, with a proof that is good once.
 */
export interface Claims {
  /** Claims an attempt and spends the proof, in one transaction. A refused claim spends its proof too. */
  take(order: ClaimOrder): Promise<ClaimTaken>;
  find(claim: string): Promise<Claim | null>;
  /** Its executor has used its token: from now on nobody is told it again. */
  begin(claim: string): Promise<void>;
  /** Reports up to this sequence number are kept, and with them so much of live metrics; never goes back. */
  advance(claim: string, kept: Pick<Claim, 'reported' | 'liveWeight'>): Promise<void>;
  /** The executor stored these, so it may name and read them. */
  addBlobs(claim: Claim, digests: readonly string[]): Promise<void>;
  /** Those of `digests` that it stored. */
  storedBlobs(claim: string, digests: readonly string[]): Promise<ReadonlySet<string>>;
  /** The attempt is over: what it stored need not be known any more. */
  end(claim: string): Promise<void>;
}

export type ClaimOrder = {
  /** Fresh and unguessable. */
  readonly id: string;
  readonly of: AttemptId;
  /** Who asks, as its proof says. */
  readonly holder: string;
  readonly proof: { readonly id: string; readonly until: Instant };
  readonly now: Instant;
};

export type Claim = AttemptId & {
  readonly id: string;
  readonly holder: string;
  readonly begun: boolean;
  /** Sequence number of the last report that is kept; 0 before the first. */
  readonly reported: number;
  /** What the live metrics that are kept weigh (`weightOfSample`). */
  readonly liveWeight: number;
};

export type ClaimTaken =
  /** Now, or earlier by the same holder, whom the answer did not reach. */
  | { readonly type: 'claimed'; readonly claim: Claim }
  | { readonly type: 'taken'; readonly by: string }
  /** By this holder, whose work has begun. */
  | { readonly type: 'begun' }
  | { readonly type: 'replayed' };
