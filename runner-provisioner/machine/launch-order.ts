import type { AttemptId, Instant, MachineRequest, Rung } from './machine.ts';

/** A machine to be had, in whichever of the pools has room. */
export type LaunchOrder = {
  /** Its id: tag, runner name and label. */
  readonly machine: string;
  readonly attempt: AttemptId;
  /** For people: `acme/churn churn/train`. */
  readonly name: string;
  /** Asked with once; the same one never buys a second machine. */
  readonly token: string;
  readonly rung: Rung;
  readonly asked: MachineRequest;
  readonly expiresAt: Instant;
  readonly trust: 'trusted' | 'untrusted';
  /** Of the policy, for the bill. */
  readonly tags: Readonly<Record<string, string>>;
};
