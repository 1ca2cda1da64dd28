import type { BlobStore } from '../../../content/blob-store.ts';
import type { Drawing } from '../../drawing/open-drawing.ts';
import type { RepositoryRef } from '../../domain/hosted.ts';
import type { RunHeader } from '../../domain/run/run.ts';
import type { RatesOf } from '../../runtime/costs/estimate-of-run.ts';
import type { Comparer } from '../../runtime/comparing/comparer.ts';
import type { Clock } from '../../runtime/ports/clock.ts';
import type { FileChanges, Warn } from '../../runtime/ports/host.ts';
import type { Owner } from '../../runtime/ports/ids.ts';
import type { Store } from '../../runtime/ports/store.ts';
import type { HostedRepository } from '../hosted-repository.ts';
import type { InstallationClients } from '../client/installation-clients.ts';

/** What publishing on GitHub needs. */
export type PublishDeps = {
  readonly store: Pick<
    Store,
    | 'runs'
    | 'registry'
    | 'provenance'
    | 'publications'
    | 'repositories'
    | 'queues'
    | 'commit'
    | 'logTails'
    | 'machines'
    | 'baselines'
    | 'attempts'
    | 'cache'
    | 'history'
    | 'estimates'
    | 'looks'
  >;
  /** What examples say, for reports. */
  readonly comparer: Pick<Comparer, 'known' | 'compared'>;
  readonly blobs: BlobStore;
  /** Draws plots for comments. */
  readonly drawing: Pick<Drawing, 'draw'>;
  readonly clients: InstallationClients;
  readonly clock: Clock;
  readonly owner: Pick<Owner, 'id'>;
  readonly ratesOf: RatesOf;
  /** Where a person sees a run; null: nowhere. */
  readonly pageOf: (run: string) => string | null;
  /** Where a person sees the runs of a commit; null: nowhere. */
  readonly pageOfCommit: (repository: RepositoryRef, sha: string) => string | null;
  /** The commits that a run's commit grew from, the nearest first. Throws when GitHub is away. */
  readonly commitsBefore: (run: RunHeader) => Promise<readonly string[]>;
  /** The files of a run's commit by their paths; null: nobody can say. Throws when GitHub is away. */
  readonly filesOf: (run: RunHeader) => Promise<ReadonlyMap<string, string> | null>;
  /** Which files differ between the commits of two runs. Throws when GitHub is away. */
  readonly changedFiles: FileChanges;
  /** Where a person sees a line of a commit; null: nowhere. */
  readonly sourceUrl: (
    repository: RepositoryRef,
    sha: string,
    source: { readonly path: string; readonly line: number },
  ) => string | null;
  /** Where a person sees the deployments of an environment; null: nowhere. */
  readonly environmentUrl: (repository: RepositoryRef, environment: string) => string | null;
  /** The files that differ since a run's commit grew from the default branch; null: nobody knows. Throws when GitHub is away. */
  readonly filesSince: HostedRepository['filesSince'];
  readonly warn: Warn;
};
