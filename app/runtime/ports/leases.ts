import type { Instant } from '../../domain/run/run.ts';
import type { AttemptId } from './attempts.ts';

export type AttemptLease = AttemptId & { readonly owner: string; readonly until: Instant };

/** Owner of an attempt lease that was released: its `until` is when it was last renewed. */
export const NOBODY = '';

/** The right to work on an attempt, and the right to drive a run (to perform its effects on this machine). */
export interface Leases {
  /** Extends all attempt leases and drives of `owner`; gives the runs that it drives. */
  renewAllOf(owner: string, until: Instant): Promise<readonly string[]>;
  /** Extends one; false: there is no such lease any more. */
  renew(of: AttemptId, until: Instant): Promise<boolean>;
  expired(now: Instant, runs: readonly string[] | null): Promise<readonly AttemptLease[]>;
  /** Everyone who holds something: an attempt, an effect or a run; `NOBODY` is no one. */
  owners(): Promise<readonly string[]>;
  /**
   * Ends the leases on effects, the attempt leases and the drives of an owner who is gone. `heldFor` is for how long an
   * attempt lease is taken and renewed.
   */
  release(owner: string, heldFor: number): Promise<void>;
  /** Ends a lease whose attempt is over or unknown. */
  drop(of: AttemptId): Promise<void>;
  /** Takes the right to drive a run if it is free, expired or already ours; else says who has it. */
  drive(run: string, owner: string, now: Instant, until: Instant): Promise<Drive>;
  driver(run: string): Promise<{ readonly owner: string; readonly until: Instant } | null>;
}

export type Drive = { readonly type: 'driving' } | { readonly type: 'driven'; readonly by: string };

export type LeaseChange = { readonly type: 'lease.hold'; readonly lease: AttemptLease };
