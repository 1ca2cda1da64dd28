import { readFile } from 'node:fs/promises';
import type { World } from '../state/world.ts';
import { releaseAt, RELEASES } from '../views/runner-applications.ts';
import { found } from './api-error.ts';

const ASSETS = '/release-assets/';

export function isRunnerRelease(pathname: string): boolean {
  return pathname.startsWith(RELEASES) || pathname.startsWith(ASSETS);
}

/** An archive of the runner, for anybody, at the address that its release leads on to, as those on github.com do. */
export async function serveRunnerRelease(world: World, pathname: string): Promise<Response> {
  if (pathname.startsWith(RELEASES))
    return Response.redirect(
      new URL(pathname.replace(RELEASES, ASSETS), world.urls.server).href,
      302,
    );
  const { path } = found(releaseAt(world, pathname.replace(ASSETS, RELEASES)));
  const headers = { 'content-type': 'application/octet-stream' };
  return new Response(await readFile(path), { headers });
}
