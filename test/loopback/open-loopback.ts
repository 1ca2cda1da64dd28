import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { parse } from 'yaml';
import type { Clock } from '../../app/runtime/ports/clock.ts';
import {
  startServer,
  type RunningServer,
  type ServerMeans,
} from '../../app/server/start-server.ts';
import type { ServerConfig } from '../../app/server/server-config.ts';
import { openActions, type Actions, type ActionsOptions } from '../doubles/actions/open-actions.ts';
import { openGitHub, type GitHub, type GitHubOptions } from '../doubles/github/open-github.ts';
import type { SeededApp } from '../doubles/github/people/seeded-app.ts';
import { realClock } from '../support/real-clock.ts';
import type { Cloud } from './open-cloud.ts';
import { ACTION, ACTION_REPOSITORY, publishAction } from './published-action.ts';

export type LoopbackOptions = {
  readonly github?: GitHubOptions;
  readonly actions?: ActionsOptions;
  /** Port of the app; a free one when left out. */
  readonly port?: number;
  /** Where lines of its log go; nowhere when left out. */
  readonly log?: (line: string) => void;
  /** Installations that the app serves; all when left out. */
  readonly installations?: ReadonlySet<number>;
  /** Of the App, GitHub and its Actions alike; time as it passes when left out. */
  readonly clock?: Clock;
  /** How the App is put into service; in this process when left out. */
  readonly serve?: PutIntoService;
  /** Where it starts machines; nowhere when left out. */
  readonly cloud?: Cloud;
  /** The repository of the published action, where it was made before (`publishAction`). */
  readonly published?: string;
};

export type PutIntoService = (
  config: ServerConfig,
  means: ServerMeans,
) => Promise<Pick<RunningServer, 'close'>>;

/** GitHub, its Actions, and the App in service on them, all on this machine. */
export type Loopback = {
  readonly github: GitHub;
  readonly actions: Actions;
  readonly app: SeededApp;
  readonly config: ServerConfig;
  /** Everything it keeps. */
  readonly folder: string;
  /** Starts the App again with what it kept, after `stop`. */
  readonly start: () => Promise<void>;
  readonly stop: () => Promise<void>;
  /** Ends everything and removes the folder. */
  readonly close: () => Promise<void>;
};

/** Puts the App on a GitHub on loopback, where steps run as real processes by the real workflow and the real action. */
export async function openLoopback(options: LoopbackOptions = {}): Promise<Loopback> {
  const { clock = realClock, serve = startServer } = options;
  const folder = mkdtempSync(join(tmpdir(), 'mlpipelines-'));
  const published = options.published ?? (await publishAction(join(folder, 'action')));
  const timed = options.clock === undefined ? {} : { clock };
  const actions = await openActions({
    actions: { [ACTION_REPOSITORY]: published },
    ...timed,
    ...options.actions,
  });
  const github = await openGitHub({ backend: actions.backend, ...timed, ...options.github });
  const port = options.port ?? (await freePort());
  const app = github.app(appSeed(`http://localhost:${port}`));
  const served = options.installations ?? null;
  const config = {
    ...configOf({ github, actions, app, folder, port, served }),
    ...machinesOn(options.cloud, github),
  };
  const log = pino({ level: 'info' }, { write: (line) => options.log?.(line) });
  let server: Awaited<ReturnType<PutIntoService>> | null = null;
  const start = async () => {
    server = await serve(config, { log, clock });
  };
  const stop = async () => {
    await server?.close();
    server = null;
  };
  await start();
  const close = async () => {
    await stop();
    await actions.close();
    await github.close();
    rmSync(folder, { recursive: true, force: true });
  };
  return { github, actions, app, config, folder, start, stop, close };
}

function machinesOn(cloud: Cloud | undefined, github: GitHub): Pick<ServerConfig, 'machines'> {
  cloud?.releaseRunner(github);
  return { machines: cloud?.file ?? null };
}

type Told = {
  readonly name: string;
  readonly default_events: readonly string[];
  readonly default_permissions: Readonly<Record<string, 'read' | 'write'>>;
};

/** The App as app.yml registers it. */
export function appSeed(url: string) {
  const file = new URL('../../app.yml', import.meta.url);
  const told = parse(readFileSync(file, 'utf8')) as Told;
  return {
    slug: 'mlpipelines',
    name: told.name,
    permissions: told.default_permissions,
    events: told.default_events,
    webhookUrl: `${url}/api/github/webhooks`,
    callbackUrls: [`${url}/login/callback`],
  };
}

/** How an App that listens there is configured. */
export function configOf({
  github,
  actions,
  app,
  folder,
  port,
  served,
}: Pick<Loopback, 'github' | 'actions' | 'app' | 'folder'> & {
  readonly port: number;
  readonly served: ServerConfig['installations'];
}): ServerConfig {
  const { id: appId, privateKey, webhookSecret, clientId, clientSecret } = app.record;
  return {
    url: `http://localhost:${port}`,
    listen: { host: 'localhost', port },
    proxies: 0,
    state: join(folder, 'app'),
    databaseUrl: null,
    github: { web: github.url, api: github.apiUrl, issuer: actions.issuer },
    credentials: { appId, privateKey, webhookSecret, clientId, clientSecret },
    installations: served,
    actionRef: ACTION,
    machines: null,
    installationBytes: 5e12,
  };
}

/** Nobody else takes it in the moment between. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, 'localhost');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  server.close();
  await once(server, 'close');
  return port;
}
