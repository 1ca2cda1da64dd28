import { monotonicFactory } from 'ulid';
import type { BlobStore } from '../../content/blob-store.ts';
import { secretNames } from '../api/secret-names.ts';
import { openFolderBlobStore } from '../artifacts/folder/folder-blob-store.ts';
import { openComparing, type Comparing } from '../comparing/open-comparing.ts';
import type { Machines } from '../compute/open-machines.ts';
import { wishOf } from '../compute/wish/wish-of.ts';
import { ratesInRun } from '../compute/wish/rate-of.ts';
import { openDrawing, type Drawing } from '../drawing/open-drawing.ts';
import type { RepositoryRef } from '../domain/hosted.ts';
import type { GitHubApi } from '../github/reads/api-port.ts';
import type { InstallationClients } from '../github/client/installation-clients.ts';
import { openActionsHost, type ActionsHost } from '../github/dispatch/actions-host.ts';
import type { PublishDeps } from '../github/publish/publish-deps.ts';
import { openApprovals } from '../github/approvals/open-approvals.ts';
import { createHostedRepository, type HostedRepository } from '../github/hosted-repository.ts';
import { octokitApi } from '../github/reads/octokit-api.ts';
import { createProcessOwner } from '../local/process-owner.ts';
import { ChangedFiles } from '../runtime/facts/changed-files.ts';
import type { FileChanges } from '../runtime/ports/host.ts';
import { Comparer } from '../runtime/comparing/comparer.ts';
import { createRuntime } from '../runtime/create-runtime.ts';
import type { AttemptId } from '../runtime/ports/attempts.ts';
import type { BlobSweep } from '../runtime/ports/garbage.ts';
import type { Owner } from '../runtime/ports/ids.ts';
import type { Runtime, RuntimeDeps } from '../runtime/runtime.ts';
import type { Store } from '../runtime/ports/store.ts';
import { openCompiler, type Compiler } from '../triggers/compiling/compiler.ts';
import { openDatabase } from './open-database.ts';
import { openProvisioner, type Around } from './machines/open-provisioner.ts';
import type { ServerConfig } from './server-config.ts';
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
  readonly comparing: Pick<Comparing, 'close'>;
  readonly comparer: Comparer;
  readonly drawing: Drawing;
  readonly commitsBefore: HostedRepository['commitsBefore'];
  readonly filesOf: HostedRepository['filesOf'];
  readonly filesSince: HostedRepository['filesSince'];
  readonly changedFiles: FileChanges;
  /** Where a person sees a run. */
  readonly pageOf: (run: string) => string;
  /** Where a person sees the runs of a commit. */
  readonly pageOfCommit: (repository: RepositoryRef, sha: string) => string;
  /** Where a person sees who decided what in a repository. */
  readonly pageOfAudit: (repository: RepositoryRef) => string;
  /** Where a person sees a line of a commit. */
  readonly ratesOf: PublishDeps['ratesOf'];
  readonly sourceUrl: PublishDeps['sourceUrl'];
  readonly environmentUrl: PublishDeps['environmentUrl'];
};

/** Opens the store and puts the runtime around it together with GitHub's side. */
export async function openEngine(deps: ServiceDeps): Promise<Engine> {
  const { config, files, clients, clock, warn } = deps;
  const { databaseUrl } = config;
  const location = databaseUrl === null ? { sqliteFile: files.store } : { databaseUrl };
  const store = await openDatabase(location);
  const blobs = await openFolderBlobStore(files.objects);
  const compiler = openCompiler();
  const comparing = openComparing(blobs, files.comparing);
  const comparer = new Comparer({ store, compare: comparing.compare, clock });
  const drawing = openDrawing();
  const api = (installation: number) => octokitApi(clients.of(installation).octokit, compiler);
  const pages = pagesOf(config);
  const owner = createProcessOwner();
  const around = { store, clients, owner, runtime: () => runtime };
  const look = async (of: AttemptId) => host.look?.(of);
  const machines = openProvisioner(deps, { ...around, look });
  const host: ActionsHost = openHost(deps, { ...around, ...pages, machines });
  const repository = createHostedRepository({ api });
  const approvals = openApprovals({ store, api, clock });
  const ratesOf = ratesInRun;
  const kept = { store, blobs, comparer, host, repository, approvals, ratesOf };
  const adapters = { ...kept, owner, clock, warn };
  const runtime: Runtime = createRuntime({ ...adapters, ...fixed({ store, blobs }) });
  const { commitsBefore, filesOf, filesSince } = repository;
  const changedFiles = new ChangedFiles(blobs, repository);
  const asked = { ratesOf, commitsBefore, filesOf, filesSince, changedFiles, ...pages };
  const below = { clients, api, compiler, comparing, comparer, drawing, store, blobs };
  return { ...below, ...asked, host, machines, runtime, owner };
}

/** What of a runtime nobody chooses here. */
function fixed({
  store,
  blobs,
}: Pick<Engine, 'store' | 'blobs'>): Pick<
  RuntimeDeps,
  'chance' | 'ids' | 'logs' | 'secrets' | 'lost' | 'scope'
> {
  return {
    ...chances(),
    logs: store.logTails,
    secrets: secretNames,
    lost: (digests) => blobs.missing(digests),
    scope: 'all',
  };
}

/** Attempts as jobs; those on machines once they are there. */
function openHost(
  { files, clock, warn, self }: ServiceDeps,
  { runtime, machines, ...around }: Around & Pick<Engine, 'machines' | 'pageOf'>,
): ActionsHost {
  const { history } = around.store;
  const wishes = { history, read: (run: string) => runtime().read(run) };
  return openActionsHost({
    ...around,
    clock,
    warn,
    self,
    key: files.key,
    report: (of, news) => runtime().report(of, news),
    tell: (run, event) => runtime().handle(run, event),
    wishOf: machines === null ? null : (of, about) => wishOf(wishes, of, about),
    wakeMachines: () => machines?.wake(),
  });
}

function pagesOf({
  url,
  github: { web },
}: ServerConfig): Pick<
  Engine,
  'pageOf' | 'pageOfCommit' | 'pageOfAudit' | 'sourceUrl' | 'environmentUrl'
> {
  return {
    pageOf: (run) => `${url}/runs/${run}`,
    pageOfCommit: ({ owner, name }, sha) => `${url}/repos/${owner}/${name}?commit=${sha}`,
    pageOfAudit: ({ owner, name }) => `${url}/repos/${owner}/${name}/audit`,
    // https://docs.github.com/repositories/working-with-files/using-files/getting-permanent-links-to-files
    sourceUrl: ({ owner, name }, sha, { path, line }) =>
      `${web}/${owner}/${name}/blob/${sha}/${path.split('/').map(escaped).join('/')}#L${line}`,
    // As GitHub's own links do: https://docs.github.com/rest/deployments/environments#get-an-environment
    environmentUrl: ({ owner, name }, environment) =>
      `${web}/${owner}/${name}/deployments/activity_log?environments_filter=${escaped(environment)}`,
  };
}

function chances(): Pick<RuntimeDeps, 'chance' | 'ids'> {
  const nextUlid = monotonicFactory();
  return { chance: Math.random, ids: { run: (at) => nextUlid(at).toLowerCase() } };
}

/** A part of an address; a parenthesis would end a link of Markdown. */
function escaped(part: string): string {
  return encodeURIComponent(part).replaceAll('(', '%28').replaceAll(')', '%29');
}
