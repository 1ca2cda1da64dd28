import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import { createNodeMiddleware, createProbot } from 'probot';
import { octokitApi } from '../../app/github/octokit-api.ts';
import { isNotice, type Notice } from '../../app/github/notice.ts';
import { openIngress } from '../../app/github/open-ingress.ts';
import type { Clock } from '../../app/runtime/ports.ts';
import { clientOf, openTestGitHub } from '../doubles/github/open-test-github.ts';
import { openRuntime } from '../support/open-runtime.ts';

const EVENTS = [
  'push',
  'pull_request',
  'pull_request_review',
  'issue_comment',
  'check_run',
  'workflow_run',
  'workflow_job',
];
const PERMISSIONS = {
  contents: 'write',
  checks: 'write',
  pull_requests: 'write',
  issues: 'write',
  actions: 'write',
  members: 'read',
} as const;

/** The way in as it is in service: a GitHub, a real Probot that it posts to, a store, and workers that a test steps. */
export async function openTestIngress({ clock }: { readonly clock?: Clock } = {}) {
  const github = await openTestGitHub();
  const repo = github.repository('acme/churn', {
    collaborators: { ada: 'write', bob: 'read', eve: 'read' },
  });
  const app = github.app({ permissions: PERMISSIONS, events: EVENTS });
  const test = await openRuntime({ scope: 'all', ...(clock !== undefined && { clock }) });
  onTestFinished(() => test.store.close());
  const troubles: string[] = [];
  const ingress = openIngress({
    runtime: test.runtime,
    store: test.store,
    clock: test.clock,
    owner: { id: 'replica' },
    trouble: (message) => void troubles.push(message),
    api: (installation) => octokitApi(clientOf(github, app, installation)),
    self: 'mlpipelines[bot]',
    serves: (installation) => installation === id,
  });
  const url = await serve(ingress.app, app.record);
  app.deliverTo(`${url}/api/github/webhooks`);
  const id = app.install([repo]);
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
    store,
    troubles,
    settle,
    url,
    installation: id,
    until: test.until,
    runs: () => store.runs.list({ pipeline: null, open: false, limit: 100 }),
    notices: () => takeNotices(test),
  };
}

type AppRecord = {
  readonly id: number;
  readonly privateKey: string;
  readonly webhookSecret: string;
};

async function serve(app: ReturnType<typeof openIngress>['app'], record: AppRecord) {
  const { id: appId, privateKey, webhookSecret: secret } = record;
  const probot = createProbot({
    overrides: { appId, privateKey, secret, logLevel: 'fatal' },
    env: {},
  });
  const middleware = await createNodeMiddleware(app, { probot });
  const server = createServer((request, response) => void middleware(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  const address = server.address() as AddressInfo;
  return `http://127.0.0.1:${address.port}`;
}

async function takeNotices({
  store,
  clock,
}: Awaited<ReturnType<typeof openRuntime>>): Promise<Notice[]> {
  const now = clock.now();
  const claimed = await store.queues.claim(
    'notice',
    { owner: 'publisher', now, until: now + 1e9 },
    100,
  );
  return claimed.flatMap(({ body }) => (isNotice(body) ? [body] : []));
}
