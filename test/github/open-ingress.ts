import { ratesInRun } from '../../app/compute/wish/rate-of.ts';
import { join } from 'node:path';
import { aDrawing } from '../support/a-drawing.ts';
import { aComparer } from '../support/a-comparer.ts';
import { onTestFinished } from 'vitest';
import {
  openInstallationClients,
  type InstallationClients,
} from '../../app/github/client/installation-clients.ts';
import type { HoldMachines } from '../../app/runtime/ports/hosted/machine-holds.ts';
import type { Over } from '../../app/github/dispatch/actions-host.ts';
import { createHostedRepository } from '../../app/github/hosted-repository.ts';
import { octokitApi } from '../../app/github/reads/octokit-api.ts';
import { isMessage, type Message } from '../../app/github/message.ts';
import { openIngress } from '../../app/github/open-ingress.ts';
import { openCompiler, type CompilerLimits } from '../../app/triggers/compiling/compiler.ts';
import { openPublisher } from '../../app/github/publish/publisher.ts';
import type { Clock } from '../../app/runtime/ports/clock.ts';
import type { GitHub } from '../doubles/github/open-github.ts';
import { openTestGitHub } from '../doubles/github/testing/open-test-github.ts';
import type { SeededApp } from '../doubles/github/people/seeded-app.ts';
import { openApprovals } from '../../app/github/approvals/open-approvals.ts';
import { openStore } from '../../app/store/open-store.ts';
import { freshFolder } from '../support/fresh-folder.ts';
import { realClock } from '../support/real-clock.ts';
import { openRuntime } from '../support/open-runtime.ts';
import { serveProbot } from '../support/serve-probot.ts';

const EVENTS = [
  'push',
  'pull_request',
  'pull_request_review',
  'issue_comment',
  'merge_group',
  'check_run',
  'check_suite',
  'workflow_run',
  'repository',
];
const PERMISSIONS = {
  contents: 'write',
  checks: 'write',
  pull_requests: 'write',
  issues: 'write',
  actions: 'write',
  deployments: 'write',
  members: 'read',
  merge_queues: 'read',
} as const;

export type IngressOptions = Parameters<typeof openTestIngress>[0] & {};

/** The way in as it is in service: a GitHub, a real Probot that it posts to, a store, and workers that a test steps. */
export async function openTestIngress({
  clock,
  limits,
  hold = null,
  readsCommits = false,
  denied = [],
}: {
  readonly clock?: Clock;
  readonly limits?: CompilerLimits;
  readonly hold?: HoldMachines | null;
  /** Steps have cache keys, since what their commits hold is asked for. */
  readonly readsCommits?: boolean;
  /** Permissions that the installation does not give. */
  readonly denied?: readonly string[];
} = {}) {
  const github = await openTestGitHub(clock === undefined ? {} : { clock });
  const repo = github.repository('acme/churn', {
    collaborators: { ada: 'write', bob: 'read', eve: 'read' },
  });
  const given = Object.entries(PERMISSIONS).filter(([name]) => !denied.includes(name));
  const app = github.app({ permissions: Object.fromEntries(given), events: EVENTS });
  const compiler = openCompiler(limits);
  onTestFinished(() => compiler.close());
  const clients = clientsOf(github, app, clock ?? realClock);
  const api = (installation: number) => octokitApi(clients.of(installation).octokit, compiler);
  const location = { sqliteFile: join(freshFolder(), 'state.db') };
  const kept = { store: await openStore(location), clock: clock ?? realClock };
  const approvals = openApprovals({ ...kept, api });
  const commits = readsCommits ? { repository: createHostedRepository({ api }) } : {};
  const test = await openRuntime({ scope: 'all', ...kept, ...commits, approvals });
  onTestFinished(() => test.store.close());
  const troubles: string[] = [];
  const heard: Over[] = [];
  const served = new Set<number>();
  const deps: Omit<Parameters<typeof openIngress>[0], 'serves'> = {
    runtime: test.runtime,
    store: test.store,
    clock: test.clock,
    owner: { id: 'replica' },
    warn: (message) => void troubles.push(message),
    api,
    clients,
    host: { heard: async (over) => void heard.push(over) },
    pageOf: () => null,
    pageOfAudit: ({ owner, name }) => `https://mlp.example/repos/${owner}/${name}/audit`,
    self: 'mlpipelines[bot]',
    hold,
  };
  const ingress = openIngress({ ...deps, serves: (installation) => served.has(installation) });
  const url = await serve(ingress.app, app.record);
  app.deliverTo(`${url}/api/github/webhooks`);
  const id = app.install([repo]);
  served.add(id);
  const settle = async () => {
    do await github.settled();
    while ((await ingress.workOnce()) > 0);
  };
  const { store } = test;
  return {
    github,
    repo,
    app,
    ingress,
    /** What its commands are carried out with. */
    deps,
    clients,
    api,
    store,
    troubles,
    heard,
    settle,
    url,
    installation: id,
    /** The installations whose deliveries are worked off. */
    served,
    until: test.until,
    /** Works until approvals that were given have been looked at again. */
    checked: (run: string) =>
      test.until(run, async () => {
        const pending = await store.outbox.pending(run);
        return pending.every(({ effect }) => effect.kind !== 'approvals.check');
      }),
    host: test.host,
    blobs: test.blobs,
    clock: test.clock,
    /** Publishes what is due on the stand-in, as the service does. */
    publish: publishOnto(clients, test, (message) => {
      if (denied.length === 0) throw new Error(message);
      troubles.push(message);
    }),
    runs: () => store.runs.list({ pipeline: null, open: false, limit: 100 }),
    messages: () => takeMessages(test),
  };
}

type Opened = Awaited<ReturnType<typeof openRuntime>>;

function clientsOf({ apiUrl }: GitHub, { record }: SeededApp, clock: Clock): InstallationClients {
  const app = { appId: record.id, privateKey: record.privateKey };
  return openInstallationClients({ app, apiUrl, clock, counted: () => {} });
}

function publishOnto(
  clients: InstallationClients,
  { store, blobs, clock }: Opened,
  warn: (message: string) => void,
) {
  const publisher = openPublisher({
    store,
    comparer: aComparer(store, blobs),
    blobs,
    drawing: aDrawing(),
    clients,
    clock,
    owner: { id: 'publisher' },
    pageOf: (run) => `https://mlp.example/runs/${run}`,
    pageOfCommit: ({ owner, name }, sha) =>
      `https://mlp.example/repos/${owner}/${name}?commit=${sha}`,
    ratesOf: ratesInRun,
    commitsBefore: async () => [],
    filesOf: async () => null,
    sourceUrl: () => null,
    environmentUrl: ({ owner, name }, environment) =>
      `https://github.example/${owner}/${name}/deployments/${environment}`,
    filesSince: async () => null,
    changedFiles: { between: async () => null },
    warn,
  });
  return async (turns = 4) => {
    for (let turn = 0; turn < turns; turn += 1) await publisher.turn();
  };
}

type AppRecord = {
  readonly id: number;
  readonly privateKey: string;
  readonly webhookSecret: string;
};

async function serve(app: ReturnType<typeof openIngress>['app'], record: AppRecord) {
  const { id: appId, privateKey, webhookSecret: secret } = record;
  const { url, close } = await serveProbot(app, { appId, privateKey, secret });
  onTestFinished(close);
  return url;
}

async function takeMessages({ store, clock }: Opened): Promise<Message[]> {
  const now = clock.now();
  const claimed = await store.queues.lease(
    'notice',
    { owner: 'publisher', now, until: now + 1e9 },
    100,
  );
  return claimed.flatMap(({ body }) => (isMessage(body) ? [body] : []));
}
