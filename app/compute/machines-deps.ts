import type { AttemptReport } from '../../schemas/attempt-report.generated.ts';
import type { Sky } from '../../runner-provisioner/sky.ts';
import type { ClosedPools } from '../../runner-provisioner/machine/closed-pools.ts';
import type { AttemptId } from '../runtime/ports/attempts.ts';
import type { Clock } from '../runtime/ports/clock.ts';
import type { Warn } from '../runtime/ports/host.ts';
import type { Runners } from '../runtime/ports/hosted/runners.ts';
import type { Owner } from '../runtime/ports/ids.ts';
import type { Store } from '../runtime/ports/store.ts';
import type { Waker } from '../runtime/waker.ts';
import type { NewEvent, Runtime } from '../runtime/runtime.ts';

/** What machines for attempts need. */
export type MachinesDeps = {
  readonly store: {
    readonly runs: Pick<Store['runs'], 'header'>;
    readonly dispatches: Pick<
      Store['dispatches'],
      'onMachines' | 'onMachine' | 'release' | 'settle' | 'withdraw' | 'find'
    >;
    readonly machines: Store['machines'];
    readonly attempts: Pick<Store['attempts'], 'checkpoints'>;
  };
  /** The cloud; throws while it cannot be had, and may be asked again. */
  readonly sky: () => Promise<Sky>;
  readonly runners: Runners;
  readonly clock: Clock;
  readonly owner: Owner;
  /** A fresh id of a machine; later ones sort after earlier ones. */
  readonly freshId: () => string;
  readonly read: Runtime['read'];
  readonly report: (of: AttemptId, report: AttemptReport) => Promise<unknown>;
  /** Tells a run what becomes of an attempt that has not begun. */
  readonly tell: (run: string, event: PlacedEvent) => Promise<unknown>;
  /** Says something at the end of a run's check, one text for each `about`; null takes it back. */
  readonly note: (
    run: string,
    note: { readonly about: string; readonly text: string | null },
  ) => Promise<unknown>;
  /** Has GitHub's side look at what it started for an attempt. */
  readonly look: (of: AttemptId) => Promise<void>;
  readonly warn: Warn;
};
type PlacedEvent = Extract<NewEvent, { type: 'attempt.waits' | 'attempt.placed' }>;

/** With what this process remembers between two sweeps. */
export type Provisioning = MachinesDeps & {
  /** Where there was no room lately. */
  readonly closed: ClosedPools;
  /** Brings the next sweep forward. */
  readonly waker: Waker;
};
