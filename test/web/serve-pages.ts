import { serve } from '@hono/node-server';
import type { Hono } from 'hono';
import { expect, onTestFinished } from 'vitest';

/** Listens on a free port of this machine until the test is over; gives the address. */
export async function servePages(pages: Pick<Hono, 'fetch'>): Promise<string> {
  return new Promise((resolve) => {
    const server = serve({ fetch: pages.fetch, port: 0, hostname: '127.0.0.1' }, ({ port }) =>
      resolve(`http://127.0.0.1:${port}`),
    );
    onTestFinished(async () => {
      if ('closeAllConnections' in server) server.closeAllConnections();
      const closed = new Promise<void>((done) => server.close(() => done()));
      await expect(closed).resolves.toBeUndefined();
    });
  });
}
