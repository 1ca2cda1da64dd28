import { monotonicFactory } from 'ulid';
import type { BlobStore } from '../../content/blob-store.ts';
import { secretNames } from '../api/secret-names.ts';
import { openFolderBlobStore } from '../artifacts/folder/folder-blob-store.ts';
import type { Machines } from '../compute/open-machines.ts';
import { wishOf } from '../compute/wish/wish-of.ts';
import type { RepositoryRef } from '../domain/hosted.ts';
import type { GitHubApi } from '../github/reads/api-port.ts';
import type { InstallationClients } from '../github/client/installation-clients.ts';
import { openActionsHost, type ActionsHost } from '../github/dispatch/actions-host.ts';
import { createHostedRepository, type HostedRepository } from '../github/hosted-repository.ts';
import { octokitApi } from '../github/reads/octokit-api.ts';
import { createProcessOwner } from '../local/process-owner.ts';
import { createRuntime } from '../runtime/create-runtime.ts';
import type { AttemptId } from '../runtime/ports/attempts.ts';
import type { BlobSweep } from '../runtime/ports/garbage.ts';
import type { Owner } from '../runtime/ports/ids.ts';
import type { Runtime, RuntimeDeps } from '../runtime/runtime.ts';
import type { Store } from '../runtime/ports/store.ts';
import { openCompiler, type Compiler } from '../triggers/compiling/compiler.ts';
import { openDatabase } from './open-database.ts';
import { openProvisioner, type Around } from './machines/open-provisioner.ts';
import type { ServiceDeps } from './service-deps.ts';

/** What moves runs whose steps are jobs of GitHub Actions. */
export type Engine = {
  readonly store: Store;
  readonly blobs: BlobStore & BlobSweep;
  readonly host: ActionsHost;
  /** Null: this App starts none. */
  readonly machines: Machines | null;
  readonly runtime: Runtime;
  readonly owner: Owner;
  readonly clients: InstallationClients;
  /** With the rights of an installation. */
  readonly api: (installation: number) => GitHubApi;
  readonly compiler: Compiler;
  readonly commitsBefore: HostedRepository['commitsBefore'];
  /** Where a person sees a run. */
  readonly pageOf: (run: string) => string;
  /** Where a person sees the runs of a commit. */
  readonly pageOfCommit: (repository: RepositoryRef, sha: string) => string;
};

/** Opens the store and puts the runtime around it together with GitHub's side. */
export async function openEngine(deps: ServiceDeps): Promise<Engine> {
  const { config, files, clients, clock, warn } = deps;
  const { databaseUrl, url } = config;
  const location = databaseUrl === null ? { sqliteFile: files.store } : { databaseUrl };
  const store = await openDatabase(location);
  const blobs = await openFolderBlobStore(files.objects);
  const compiler = openCompiler();
  const api = (installation: number) => octokitApi(clients.of(installation).octokit, compiler);
  const pages = pagesOf(url);
  const owner = createProcessOwner();
  const around = { store, clients, owner, runtime: () => runtime };
  const look = async (of: AttemptId) => host.look?.(of);
  const machines = openProvisioner(deps, { ...around, look });
  const host: ActionsHost = openHost(deps, { ...around, ...pages, machines });
  const repository = createHostedRepository({ api });
  const adapters = { store, blobs, host, repository, logs: store.logTails, secrets: secretNames };
  const runtime: Runtime = createRuntime({
    ...adapters,
    ...chances(),
    lost: (digests) => blobs.missing(digests),
    clock,
    owner,
    warn,
    scope: 'all',
  });
  const { commitsBefore } = repository;
  return {
    clients,
    api,
    compiler,
    store,
    blobs,
    host,
    machines,
    runtime,
    owner,
    commitsBefore,
    ...pages,
  };
}

/** Attempts as jobs; those on machines once they are there. */
function openHost(
  { files, clock, warn, self }: ServiceDeps,
  { runtime, machines, ...around }: Around & Pick<Engine, 'machines' | 'pageOf'>,
): ActionsHost {
  return openActionsHost({
    ...around,
    clock,
    warn,
    self,
    key: files.key,
    report: (of, news) => runtime().report(of, news),
    tell: (run, event) => runtime().handle(run, event),
    wishOf:
      machines === null ? null : (of, about) => wishOf((run) => runtime().read(run), of, about),
    wakeMachines: () => machines?.wake(),
  });
}

function pagesOf(url: string): Pick<Engine, 'pageOf' | 'pageOfCommit'> {
  return {
    pageOf: (run) => `${url}/runs/${run}`,
    pageOfCommit: ({ owner, name }, sha) => `${url}/repos/${owner}/${name}?commit=${sha}`,
  };
}

function chances(): Pick<RuntimeDeps, 'chance' | 'ids'> {
  const nextUlid = monotonicFactory();
  return { chance: Math.random, ids: { run: (at) => nextUlid(at).toLowerCase() } };
}
