import { serve, type Http2Bindings, type HttpBindings } from '@hono/node-server';
import type { AddressInfo } from 'node:net';
import type { ApiServer } from './api-server.ts';
import { findOperation } from './find-operation.ts';
import { serveApi } from './serve-api.ts';
import { serveSite, type Pages } from './serve-site.ts';
import { suffer, type Wire } from './faults/suffer.ts';
import { serveGraphql } from '../graphql/serve-graphql.ts';
import { exchangeCode } from '../login/exchange-code.ts';

export type Listening = {
  readonly urls: { readonly server: string; readonly api: string; readonly graphql: string };
  close(): Promise<void>;
};

/** Opens both origins on loopback: github.com and api.github.com. */
export async function listen(
  server: ApiServer,
  options: { readonly port?: number; readonly apiPort?: number; readonly pages?: Pages },
): Promise<Listening> {
  const site = await open(options.port ?? 0, (request) =>
    serveSite(server, request, options.pages ?? (() => null)),
  );
  const api = await open(options.apiPort ?? 0, (request, wire) => {
    const { method } = request;
    const fault = server.faults.next({ operationId: operationIdOf(request), method });
    return suffer(fault, wire, () => serveApiOrigin(server, request));
  });
  return {
    urls: { server: site.url, api: api.url, graphql: `${api.url}/graphql` },
    async close() {
      await Promise.all([site.close(), api.close()]);
    },
  };
}

function operationIdOf(request: Request): string | null {
  const { pathname } = new URL(request.url);
  return pathname === '/graphql'
    ? 'graphql'
    : (findOperation(request.method, pathname)?.id ?? null);
}

function serveApiOrigin(server: ApiServer, request: Request): Promise<Response> {
  const { pathname } = new URL(request.url);
  if (pathname === '/graphql') return serveGraphql(server, request);
  // Octokit, given another base address, asks for tokens there.
  if (pathname === '/login/oauth/access_token') return exchangeCode(server.world, request);
  return serveApi(server, request);
}

function open(
  port: number,
  answer: (request: Request, wire: Wire) => Promise<Response>,
): Promise<{ readonly url: string; close(): Promise<void> }> {
  return new Promise((resolve, reject) => {
    const fetch = (request: Request, { incoming }: HttpBindings | Http2Bindings) =>
      answer(request, { break: () => void incoming.socket.destroy() });
    const server = serve({ fetch, port, hostname: '127.0.0.1' }, (address: AddressInfo) =>
      resolve({
        url: `http://127.0.0.1:${address.port}`,
        close: () =>
          new Promise((closed) => {
            server.close(() => closed());
            if ('closeAllConnections' in server) server.closeAllConnections();
          }),
      }),
    );
    server.once('error', reject);
  });
}
