import { fullNameOf, repositoryOf, repositoryOnceOf, type World } from '../state/world.ts';
import type { Answer } from './handlers.ts';

/**
 * Leads on from a name that a repository no longer has, to its address by id: 301 for what only reads, 307 for the rest
 * (https://github.com/18F/charlie/pull/85, https://github.com/google/go-github/issues/184); null: nothing to lead on from.
 */
export function leadOn(world: World, request: Request, pathname: string): Answer | null {
  const [, owner = '', name = '', rest = ''] =
    /^\/repos\/([^/]+)\/([^/]+)(.*)$/.exec(pathname) ?? [];
  if (name === '' || repositoryOf(world, owner, name) !== undefined) return null;
  const moved = repositoryOnceOf(world, owner, name);
  if (moved === undefined) return null;
  const location = `${world.urls.api}/repositories/${moved.id}${rest}${new URL(request.url).search}`;
  const isRead = request.method === 'GET' || request.method === 'HEAD';
  const body = { message: 'Moved Permanently', url: location };
  return { status: isRead ? 301 : 307, body, headers: { location } };
}

/** The path by the repository's name, of one by its id. */
export function byName(world: World, pathname: string): string {
  const [, id, rest = ''] = /^\/repositories\/(\d+)(.*)$/.exec(pathname) ?? [];
  const repository = id === undefined ? undefined : world.repositories.get(Number(id));
  return repository === undefined ? pathname : `/repos/${fullNameOf(repository)}${rest}`;
}
