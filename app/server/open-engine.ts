import { monotonicFactory } from 'ulid';
import type { BlobStore } from '../../content/blob-store.ts';
import { secretNames } from '../api/secret-names.ts';
import { openFolderBlobStore } from '../artifacts/folder-blob-store.ts';
import type { GitHubApi } from '../github/api-port.ts';
import {
  openInstallationClients,
  type InstallationClients,
} from '../github/client/installation-clients.ts';
import { openActionsHost, type ActionsHost } from '../github/dispatch/actions-host.ts';
import { octokitApi } from '../github/octokit-api.ts';
import { createProcessOwner } from '../local/process-owner.ts';
import { createRuntime } from '../runtime/create-runtime.ts';
import type { BlobSweep, Owner } from '../runtime/ports.ts';
import type { Runtime } from '../runtime/runtime.ts';
import type { Store } from '../runtime/store-port.ts';
import { openStore } from '../store/open-store.ts';
import type { ServiceParts } from './open-service.ts';

/** What moves runs whose steps are jobs of GitHub Actions. */
export type Engine = {
  readonly store: Store;
  readonly blobs: BlobStore & BlobSweep;
  readonly clients: InstallationClients;
  readonly api: (installation: number) => GitHubApi;
  readonly host: ActionsHost;
  readonly runtime: Runtime;
  readonly owner: Owner;
  /** Where a person sees a run. */
  readonly pageOf: (run: string) => string;
};

/** Opens the store and puts the runtime around it together with GitHub's side. */
export async function openEngine(parts: ServiceParts): Promise<Engine> {
  const { config, credentials, files, clock, trouble } = parts;
  const { databaseUrl, url } = config;
  const store = await openStore(
    databaseUrl === null ? { sqliteFile: files.store } : { databaseUrl },
  );
  const blobs = await openFolderBlobStore(files.objects);
  const clients = openInstallationClients({
    app: credentials,
    apiUrl: config.github.api,
    clock,
    counted: parts.counted,
  });
  const api = (installation: number) => octokitApi(clients.of(installation).octokit);
  const pageOf = (run: string) => `${url}/runs/${run}`;
  const host: ActionsHost = openActionsHost({
    store,
    clients,
    clock,
    appUrl: url,
    pageOf,
    trouble,
    report: (of, report) => runtime.report(of, report),
  });
  const owner = createProcessOwner();
  const nextUlid = monotonicFactory();
  const runtime: Runtime = createRuntime({
    store,
    blobs,
    host,
    secrets: secretNames,
    logs: store.logTails,
    repository: { mergeBase: async () => null },
    clock,
    chance: Math.random,
    ids: { run: (at) => nextUlid(at).toLowerCase() },
    owner,
    trouble,
    scope: 'all',
  });
  return { store, blobs, clients, api, host, runtime, owner, pageOf };
}
