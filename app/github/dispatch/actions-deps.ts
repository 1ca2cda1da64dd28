import type { AttemptReport } from '../../../schemas/attempt-report.generated.ts';
import type { HostedRun } from '../../domain/hosted.ts';
import type { PlanStep } from '../../domain/plan.ts';
import type { MachineWish } from '../../runtime/ports/hosted/machines.ts';
import type { AttemptId } from '../../runtime/ports/attempts.ts';
import type { Clock } from '../../runtime/ports/clock.ts';
import type { Warn } from '../../runtime/ports/host.ts';
import type { NewEvent } from '../../runtime/runtime.ts';
import type { Store } from '../../runtime/ports/store.ts';
import type { InstallationClients } from '../client/installation-clients.ts';

/** What handing attempts to GitHub Actions needs. */
export type ActionsDeps = {
  readonly store: {
    readonly runs: Pick<Store['runs'], 'header' | 'plan'>;
    readonly dispatches: Store['dispatches'];
  };
  readonly clients: InstallationClients;
  readonly clock: Clock;
  /** At least 32 random bytes, the same for all replicas: makes the secrets of dispatches of untrusted code. */
  readonly key: Uint8Array;
  /** The App's own login, `mlpipelines[bot]`: workflow runs that others start are none of ours. */
  readonly self: string;
  /** Where a person sees a run; null: nowhere. */
  readonly pageOf: (run: string) => string | null;
  readonly warn: Warn;
  /** What an attempt asks of a machine of its own, or why it gets none. Null: this App starts none. */
  readonly wishOf: WishOf | null;
  /** An attempt waits for its machine, or needs none any more. */
  readonly wakeMachines: () => void;
  readonly report: ReportSink;
  /** Tells a run what happened to an attempt that no executor has begun. */
  readonly tell: (run: string, event: UnbegunEvent) => Promise<unknown>;
};
type WishOf = (
  of: AttemptId,
  about: { readonly step: PlanStep; readonly hosted: HostedRun },
) => Promise<WishAnswer>;
type WishAnswer =
  | { readonly ok: true; readonly wish: MachineWish }
  | { readonly ok: false; readonly message: string };
type UnbegunEvent = Extract<NewEvent, { type: 'attempt.waits' | 'attempt.rejected' }>;
export type ReportSink = (of: AttemptId, report: AttemptReport) => Promise<unknown>;
