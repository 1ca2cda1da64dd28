import { serve, type Http2Bindings, type HttpBindings } from '@hono/node-server';
import type { AddressInfo } from 'node:net';
import type { Wire } from '../github/http/faults/suffer.ts';

export type Listening = { readonly url: string; close(): Promise<void> };

/** Serves on a port of loopback that is free. */
export function listenLoopback(
  answer: (request: Request, wire: Wire) => Promise<Response>,
): Promise<Listening> {
  return new Promise((resolve, reject) => {
    const fetch = (request: Request, { incoming }: HttpBindings | Http2Bindings) =>
      answer(request, { break: () => void incoming.socket.destroy() });
    const server = serve({ fetch, port: 0, hostname: '127.0.0.1' }, ({ port }: AddressInfo) =>
      resolve({
        url: `http://127.0.0.1:${port}`,
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
