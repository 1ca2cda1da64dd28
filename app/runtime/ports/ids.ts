import type { Instant } from '../../domain/run/run.ts';

/** In [0, 1). */
export type Chance = () => number;

export interface Ids {
  /** A fresh ULID in lower case; later ones sort after earlier ones. */
  run(at: Instant): string;
}

/** A process that works on the store. Its id stands in leases. */
export interface Owner {
  /** Unique among all processes of all machines, ever: host, pid, start time. */
  readonly id: string;
  /** True only if that process is known to be gone (same machine, no such process); false when in doubt. */
  isKnownDead(owner: string): boolean;
}
