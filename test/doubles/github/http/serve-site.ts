import { authorizePage } from '../login/authorize-page.ts';
import { exchangeCode } from '../login/exchange-code.ts';
import { giveDeviceCode } from '../login/device-flow.ts';
import { registerFromManifest } from '../login/register-from-manifest.ts';
import { isRunnerRelease, serveRunnerRelease } from './serve-runner-release.ts';
import { serveLogs } from './serve-logs.ts';
import { serveRepository } from '../git/serve-repository.ts';
import { refusalOf } from './refusal-of.ts';
import type { ApiServer } from './api-server.ts';

export type Pages = (request: Request) => Promise<Response | null> | Response | null;

/** Answers what github.com itself answers: git, sign-in, App registration, logs, and then the pages. */
export async function serveSite(
  server: ApiServer,
  request: Request,
  pages: Pages,
): Promise<Response> {
  const { world } = server;
  const { pathname } = new URL(request.url);
  try {
    if (/^\/[^/]+\/[^/]+?(\.git)?\/(info\/refs|git-(upload|receive)-pack)$/.test(pathname))
      return await serveRepository(world, request);
    if (pathname === '/login/oauth/authorize') return await authorizePage(world, request);
    if (pathname === '/login/oauth/access_token') return await exchangeCode(world, request);
    if (pathname === '/login/device/code') return await giveDeviceCode(world, request);
    if (/^(\/organizations\/[^/]+)?\/settings\/apps\/new$/.test(pathname))
      return await registerFromManifest(world, request);
    if (pathname.endsWith('/logs.txt')) return serveLogs(world, pathname);
    if (isRunnerRelease(pathname)) return await serveRunnerRelease(world, pathname);
    return (await pages(request)) ?? new Response('Not Found', { status: 404 });
  } catch (error) {
    const { status, body } = refusalOf(world, { error, where: `${request.method} ${pathname}` });
    return Response.json(body, { status });
  }
}
