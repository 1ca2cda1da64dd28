import { Hono } from 'hono';
import type { Logger } from 'pino';
import { refusedWith } from '../github/client/call-errors.ts';
import {
  openInstallationClients,
  type InstallationClients,
} from '../github/client/installation-clients.ts';
import { NO_ACTION } from '../github/onboarding/onboarding-handlers.ts';
import type { Counted } from '../github/client/guard-request.ts';
import type { Clock } from '../runtime/ports/clock.ts';
import type { Warn } from '../runtime/ports/host.ts';
import { ByteBudget } from '../wire/byte-budget.ts';
import { openService, type Service } from './open-service.ts';
import { serve, webhookHandler, type Answering } from './listen.ts';
import type { AppCredentials, ServerConfig } from './server-config.ts';
import { setupPages, setupSecret } from './setup/setup-pages.ts';
import type { ServiceDeps } from './service-deps.ts';
import { openStateFiles } from './state-files.ts';

export type ServerMeans = {
  readonly log: Logger;
  readonly clock: Clock;
  /** Hears of every request to GitHub. */
  readonly counted?: (request: Counted) => void;
};

export type RunningServer = {
  readonly port: number;
  /** Where the App is registered; null: it is. */
  readonly setupUrl: string | null;
  /** Ends what is under way, nothing half done, and closes the store. */
  readonly close: () => Promise<void>;
};

const ASK_AGAIN_MS = 5000;
/** Bodies of those who have proved nothing yet: one of GitHub's largest webhooks, or a thousand of its usual ones. */
const STRANGERS_BYTES = 32 * 1024 * 1024;

/**
 * Listens, and serves the App; without credentials it first leads through registering one. Throws a `ConfigProblem`.
 */
export async function startServer(
  config: ServerConfig,
  means: ServerMeans,
): Promise<RunningServer> {
  const files = openStateFiles(config.state);
  const stop = new AbortController();
  const running: Running[] = [];
  const answering: Answering = { routes: new Hono(), webhooks: null };
  const takeIntoService = async (credentials: AppCredentials): Promise<void> => {
    const budget = new ByteBudget(STRANGERS_BYTES);
    const about = { config, files, credentials, budget, means, signal: stop.signal };
    const { service, working } = await begin(about);
    running.push({ service, working });
    answering.webhooks = await webhookHandler(service.app, credentials, { ...means, budget });
    answering.routes = service.routes;
  };
  const credentials = config.credentials ?? files.credentials();
  const secret = credentials === null ? setupSecret() : null;
  if (credentials !== null) await takeIntoService(credentials);
  if (secret !== null) {
    const registered = async (given: AppCredentials): Promise<void> => {
      files.saveCredentials(given);
      await takeIntoService(given);
    };
    answering.routes = setupPages({ config, secret, registered });
  }
  const listening = await serve(config, answering);
  const end = async () => {
    stop.abort();
    await listening.close();
    await endAll(running);
  };
  let ended: Promise<void> | null = null;
  return {
    port: listening.port,
    setupUrl: secret === null ? null : `${config.url}/setup?secret=${secret}`,
    close: () => (ended ??= end()),
  };
}

type Running = { readonly service: Service; readonly working: Promise<void> };

async function endAll(running: readonly Running[]): Promise<void> {
  for (const { working, service } of running) {
    await working;
    await service.close();
  }
}

type Beginning = Pick<ServiceDeps, 'config' | 'files' | 'credentials' | 'budget'> & {
  readonly means: ServerMeans;
  readonly signal: AbortSignal;
};

async function begin({ means, signal, ...about }: Beginning): Promise<Running> {
  const { clock, log, counted = () => {} } = means;
  const { config, credentials: app } = about;
  const warn: Warn = (message, details) => log.warn(details, message);
  const note: Warn = (message, details) => log.info(details, message);
  const clients = openInstallationClients({ app, apiUrl: config.github.api, clock, counted });
  if (config.actionRef === null) warn(NO_ACTION, {});
  const self = await askLogin({ clients, ...about }, { clock, warn }, signal);
  const service = await openService({ ...about, clients, clock, warn, note, self });
  return { service, working: service.work(signal) };
}

/**
 * Our own name, without which we would take our own comments for commands. GitHub may be away while we start: then what
 * it said before will do, and what it never said is asked for again.
 */
async function askLogin(
  {
    clients,
    files,
    credentials: { appId },
  }: Pick<Beginning, 'files' | 'credentials'> & { readonly clients: InstallationClients },
  { clock, warn }: { readonly clock: Clock; readonly warn: Warn },
  signal: AbortSignal,
): Promise<string> {
  for (;;) {
    try {
      const login = await clients.asApp().login();
      if (login !== files.login(appId)) files.saveLogin(appId, login);
      return login;
    } catch (error) {
      if (signal.aborted) throw error;
      const isUnknown = refusedWith(error) === 401 || refusedWith(error) === 404;
      const known = isUnknown ? null : files.login(appId);
      if (known !== null) return known;
      const hint = isUnknown
        ? ' Are APP_ID and PRIVATE_KEY of one App, and is the clock right?'
        : '';
      warn(`GitHub is asked again who this App is: ${String(error)}.${hint}`, {});
      await clock.sleep(ASK_AGAIN_MS, signal);
    }
  }
}
