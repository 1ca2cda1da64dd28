import type { RepositoryRef } from '../domain/hosted.ts';
import type { Clock } from '../runtime/ports/clock.ts';
import type { Runtime } from '../runtime/runtime.ts';
import type { Store } from '../runtime/ports/store.ts';
import type { InstallationClients } from './client/installation-clients.ts';
import type { GitHubApi } from './reads/api-port.ts';
import type { HoldMachines } from '../runtime/ports/hosted/machine-holds.ts';
import type { ActionsHost } from './dispatch/actions-host.ts';

/** What working off a delivery needs. */
export type IngressDeps = {
  readonly runtime: Pick<Runtime, 'allot' | 'start' | 'rerun' | 'handle' | 'untested' | 'rejects'>;
  readonly store: Pick<
    Store,
    | 'runs'
    | 'provenance'
    | 'audits'
    | 'schedules'
    | 'attempts'
    | 'commit'
    | 'publications'
    | 'repositories'
    | 'registry'
    | 'strangers'
  >;
  readonly clock: Pick<Clock, 'now'>;
  /** For what GitHub tells the App itself: how its installations stand. */
  readonly clients: Pick<InstallationClients, 'of' | 'asApp'>;
  /** With the rights of an installation. */
  readonly api: (installation: number) => GitHubApi;
  /** What hears that a workflow run or a job is over. */
  readonly host: Pick<ActionsHost, 'heard'>;
  /** Null: this app starts no machines. */
  readonly hold: HoldMachines | null;
  /** Where a person sees a run; null: nowhere. */
  readonly pageOf: (run: string) => string | null;
  /** Where a person sees who decided what in a repository; null: nowhere. */
  readonly pageOfAudit: (repository: RepositoryRef) => string | null;
  /** Our own login; what we push starts nothing, what we write is no command. */
  readonly self: string;
};
