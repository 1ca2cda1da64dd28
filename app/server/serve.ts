import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import { getRequestListener } from '@hono/node-server';
import type { Hono } from 'hono';
import type { Logger } from 'pino';
import { createNodeMiddleware, createProbot, type ApplicationFunction } from 'probot';
import { ConfigProblem, type AppCredentials, type ServerConfig } from './server-config.ts';

export type Listening = {
  readonly port: number;
  /** Takes no new requests, lets those under way end, and resolves when the port is free. */
  readonly close: () => Promise<void>;
};

/** Who answers at the moment: the pages that register the App, later the App. */
export type Answering = { routes: Hono; webhooks: Handle | null };

type Handle = (request: IncomingMessage, response: ServerResponse) => unknown;

/** Where GitHub posts webhooks: Probot's own path. */
const WEBHOOK_PATH = '/api/github/webhooks';
/** GitHub's webhooks have at most 25 MB: https://docs.github.com/webhooks/webhook-events-and-payloads#payload-cap */
const LARGEST_WEBHOOK = 26 * 1024 * 1024;
const CLOSE_AFTER_MS = 10_000;

/** Answers webhooks by Probot, which checks their signatures, and everything else by `routes`. */
export async function webhookHandler(
  app: ApplicationFunction,
  { appId, privateKey, webhookSecret: secret }: AppCredentials,
  log: Logger,
): Promise<Handle> {
  const probot = createProbot({ overrides: { appId, privateKey, secret, log }, env: {} });
  const middleware = await createNodeMiddleware(app, { probot, webhooksPath: WEBHOOK_PATH });
  return (request, response) => {
    if (Number(request.headers['content-length'] ?? 0) > LARGEST_WEBHOOK) {
      return response.writeHead(413).end();
    }
    return middleware(request, response);
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
