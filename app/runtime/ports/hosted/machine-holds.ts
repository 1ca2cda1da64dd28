import type { Instant } from '../../../domain/run/run.ts';

/** A machine that stays on after its attempt. */
export type HeldMachine = {
  readonly key: string;
  /** EC2's name of it. */
  readonly instance: string;
  readonly region: string;
  /** At most as long as was asked. */
  readonly until: Instant;
};

/** Keeps machines on that a run has now, or one row of it; gives those. Again, it is as before. */
export type HoldMachines = (
  of: { readonly run: string; readonly key: string | null },
  until: Instant,
) => Promise<readonly HeldMachine[]>;
