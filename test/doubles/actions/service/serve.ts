import { serve as listen, type ServerType } from '@hono/node-server';
import { Hono, type Context } from 'hono';
import type { JobResult } from '../runner/job-message.ts';
import type { AgentReport, AgentSession } from './agent-session.ts';
import type { IdTokens } from './id-tokens.ts';
import type { RunnerPool } from './runner-pool.ts';

// How long a question for messages waits; the real service holds it for 50 s.
const POLL_MS = 20_000;

export type Server = { readonly url: string; close(): Promise<void> };

/** Serves the OIDC issuer and the runners' agents on loopback. */
export async function serve(idTokens: IdTokens, runners: RunnerPool): Promise<Server> {
  const app = new Hono();
  issuerRoutes(app, idTokens);
  agentRoutes(app, runners);
  const server = await new Promise<ServerType>((resolve) => {
    const started = listen({ fetch: app.fetch, hostname: '127.0.0.1', port: 0 }, () =>
      resolve(started),
    );
  });
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      if ('closeAllConnections' in server) server.closeAllConnections();
    });
  return { url: `http://127.0.0.1:${port}`, close };
}

function issuerRoutes(app: Hono, idTokens: IdTokens): void {
  app.get('/.well-known/openid-configuration', (c) => c.json(idTokens.discovery()));
  app.get('/.well-known/jwks', (c) => c.json(idTokens.keys()));
  app.get('/id-token', async (c) => {
    const value = await idTokens.sign(bearer(c), c.req.query('audience') ?? null);
    return value === null ? c.json({ message: 'Unauthorized' }, 401) : c.json({ value });
  });
}

function agentRoutes(app: Hono, runners: RunnerPool): void {
  const sessionOf = (c: Context): AgentSession | null => runners.sessionOf(bearer(c));
  app.post('/runner/session', async (c) => {
    const session = sessionOf(c);
    if (session === null) return c.json({ message: 'Registration was not found' }, 401);
    const { version } = await c.req.json<{ readonly version: string | null }>();
    if (runners.isDeprecated(version)) return c.json({ message: 'Runner is deprecated' }, 403);
    return session.connect() ? c.json({}) : c.json({ message: 'A session already exists' }, 409);
  });
  app.get('/runner/message', async (c) => {
    const session = sessionOf(c);
    if (session === null) return c.json({ message: 'Registration was not found' }, 401);
    const message = await session.next(POLL_MS);
    return message === null ? c.body(null, 204) : c.json(message);
  });
  app.post('/runner/report', async (c) => {
    sessionOf(c)?.report(await c.req.json<AgentReport>());
    return c.body(null, 204);
  });
  app.post('/runner/complete', async (c) => {
    sessionOf(c)?.complete(await c.req.json<JobResult>());
    return c.body(null, 204);
  });
}

function bearer(c: Context): string {
  return (c.req.header('authorization') ?? '').replace(/^bearer /i, '');
}
