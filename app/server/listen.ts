import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import { getRequestListener } from '@hono/node-server';
import type { Logger } from 'pino';
import { createNodeMiddleware, createProbot, type ApplicationFunction } from 'probot';
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

type Routes = { readonly fetch: (request: Request) => Response | Promise<Response> };

type Handle = (request: IncomingMessage, response: ServerResponse) => unknown;

const CLOSE_AFTER_MS = 10_000;

/** Answers webhooks by Probot, which checks their signatures, and everything else by `routes`. */
export async function webhookHandler(
  app: ApplicationFunction,
  { appId, privateKey, webhookSecret: secret }: AppCredentials,
  log: Logger,
): Promise<Handle> {
  const probot = createProbot({ overrides: { appId, privateKey, secret, log }, env: {} });
  const middleware = await createNodeMiddleware(app, { probot, webhooksPath: WEBHOOK_PATH });
  return async (request, response) => {
    // Who hangs up before its end is not there to be answered.
    const body = await readWebhook(request).catch(() => undefined);
    if (body === undefined) return response.destroy();
    if (body === null) return response.writeHead(413, { connection: 'close' }).end();
    return middleware(Object.assign(request, { body }), response);
  };
}

/** Listens until it is closed. Throws a `ConfigProblem` when the port cannot be had. */
export async function serve(
  { host, port }: ServerConfig['listen'],
  answering: Answering,
): Promise<Listening> {
  const answer = getRequestListener((request) => answering.routes.fetch(request));
  const server = createServer((request, response) => {
    const { webhooks } = answering;
    const isWebhook = webhooks !== null && request.url?.split('?')[0] === WEBHOOK_PATH;
    void (isWebhook ? webhooks(request, response) : answer(request, response));
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
