import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import { getRequestListener } from '@hono/node-server';
import type { Logger } from 'pino';
import { createNodeMiddleware, createProbot, type ApplicationFunction } from 'probot';
import type { ByteBudget } from '../wire/byte-budget.ts';
import { Connections, SERVER_OPTIONS } from '../wire/connections.ts';
import type { Visit, VisitEnv } from '../wire/visit.ts';
import { WEBHOOK_PATH } from './addresses.ts';
import { readWebhook } from './read-webhook.ts';
import { ConfigProblem, type AppCredentials, type ServerConfig } from './server-config.ts';

export type Listening = {
  readonly port: number;
  /** Takes no new requests, lets those under way end, and resolves when the port is free. */
  readonly close: () => Promise<void>;
};

/** Who answers at the moment: the pages that register the App, later the App. */
export type Answering = { routes: Routes; webhooks: Handle | null };

type Routes = { readonly fetch: (request: Request, env: VisitEnv) => Response | Promise<Response> };

type Handle = (request: IncomingMessage, response: ServerResponse, visit: Visit) => unknown;

const CLOSE_AFTER_MS = 10_000;
/** Soon: GitHub itself comes again only when it is asked to. */
const COME_AGAIN_S = '5';

/** Answers webhooks by Probot, which checks their signatures, and everything else by `routes`. */
export async function webhookHandler(
  app: ApplicationFunction,
  { appId, privateKey, webhookSecret: secret }: AppCredentials,
  { log, budget }: { readonly log: Logger; readonly budget: ByteBudget },
): Promise<Handle> {
  const probot = createProbot({ overrides: { appId, privateKey, secret, log }, env: {} });
  const middleware = await createNodeMiddleware(app, { probot, webhooksPath: WEBHOOK_PATH });
  return async (request, response, { sender, vouch }) => {
    // Who hangs up before its end is not there to be answered.
    const read = await readWebhook(request, { secret, budget, sender }).catch(() => null);
    if (read === null) return response.destroy();
    if (read.type === 'refused') return refuse(response, read.status);
    vouch(`webhooks from ${sender}`);
    response.once('close', read.release);
    return middleware(Object.assign(request, { body: read.body }), response);
  };
}

function refuse(response: ServerResponse, status: number): void {
  const later = status === 503 ? { 'retry-after': COME_AGAIN_S } : {};
  response.writeHead(status, { connection: 'close', ...later }).end();
}

/** Listens until it is closed. Throws a `ConfigProblem` when the port cannot be had. */
export async function serve(
  { listen: { host, port }, proxies }: Pick<ServerConfig, 'listen' | 'proxies'>,
  answering: Answering,
): Promise<Listening> {
  const server = createServer(SERVER_OPTIONS);
  const connections = new Connections(server, proxies);
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    const { webhooks, routes } = answering;
    const visit = connections.meet(request, response);
    const isWebhook = webhooks !== null && request.url?.split('?')[0] === WEBHOOK_PATH;
    const answer = getRequestListener((asked) => routes.fetch(asked, { visit }));
    void (isWebhook ? webhooks(request, response, visit) : answer(request, response));
  });
  server.listen(port, host);
  try {
    await once(server, 'listening');
  } catch (error) {
    throw new ConfigProblem(
      `Nothing can listen on ${host}:${port}: ${String(error)}. Set HOST and PORT.`,
    );
  }
  const address = server.address();
  const taken = typeof address === 'object' && address !== null ? address.port : port;
  return { port: taken, close: () => close(server) };
}

async function close(server: Server): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  server.closeIdleConnections();
  // Pages that listen for news never end by themselves.
  const timer = setTimeout(() => server.closeAllConnections(), CLOSE_AFTER_MS);
  await closed;
  clearTimeout(timer);
}
