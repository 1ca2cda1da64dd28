import { createServer } from 'node:http';
import { createNodeMiddleware, createProbot } from 'probot';
import { listenOnLoopback } from './listen-on-loopback.ts';

type Given = NonNullable<Parameters<typeof createProbot>[0]>['overrides'];
type App = Parameters<typeof createNodeMiddleware>[0];
type Options = Partial<Parameters<typeof createNodeMiddleware>[1]>;

/** An App of Probot that listens on loopback, and says only what kills it. */
export async function serveProbot(app: App, given: Given, options: Options = {}) {
  const probot = createProbot({ overrides: { logLevel: 'fatal', ...given }, env: {} });
  const middleware = await createNodeMiddleware(app, { probot, ...options });
  const server = createServer((request, response) => void middleware(request, response));
  const url = await listenOnLoopback(server);
  return { url, close: () => void server.close() };
}
