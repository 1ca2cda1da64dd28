import { actorOf, grants, holds, sees } from '../http/access/authorize.ts';
import { authenticate } from '../http/access/authenticate.ts';
import { announceRef } from '../acts/announce-ref.ts';
import type { Auth } from '../state/accounts.ts';
import type { Repository } from '../state/repository.ts';
import { atLeast, roleIn } from '../state/permission-of.ts';
import { repositoryOf, type World } from '../state/world.ts';
import { listRefs } from './read-objects.ts';
import { serveGit } from './serve-git.ts';
import { ZERO_SHA } from './write-objects.ts';

/** One push at a time for each repository, so that what moved is told from what stood before. */
const pushes = new WeakMap<Repository, Promise<unknown>>();

/** Answers `git clone`, `fetch` and `push` for whoever's token may. */
export async function serveRepository(world: World, request: Request): Promise<Response> {
  const url = new URL(request.url);
  const [, owner = '', name = '', path = ''] =
    /^\/([^/]+)\/([^/]+?)(?:\.git)?(\/.*)$/.exec(url.pathname) ?? [];
  const isPush = `${path}${url.search}`.includes('git-receive-pack');
  const allowed = admit(authOf(world, request), repositoryOf(world, owner, name), isPush);
  if (allowed instanceof Response) return allowed;
  const { auth, repository } = allowed;
  const body = Buffer.from(await request.arrayBuffer());
  const { method, headers } = request;
  const user = auth.kind === 'anonymous' ? '' : actorOf(auth).account.login;
  const asked = { gitDir: repository.gitDir, path, method, query: url.search.slice(1) };
  const serve = () => serveGit({ ...asked, headers, body, user });
  return path === '/git-receive-pack'
    ? inTurn(repository, () => receive(world, repository, { auth, serve }))
    : serve();
}

function admit(
  auth: Auth | null,
  repository: Repository | undefined,
  isPush: boolean,
): Response | { readonly auth: Auth; readonly repository: Repository } {
  if (auth === null) return askForCredentials();
  const isSeen = repository !== undefined && sees(auth, repository);
  if (auth.kind === 'anonymous' && (!isSeen || isPush)) return askForCredentials();
  if (!isSeen) return new Response('Repository not found.', { status: 404 });
  if (isPush ? mayPush(auth, repository) : mayFetch(auth, repository)) return { auth, repository };
  return new Response('Permission denied.', { status: 403 });
}

/** null: credentials that are not right, for which git should ask again. */
function authOf(world: World, request: Request): Auth | null {
  try {
    return authenticate(world, request.headers.get('authorization'));
  } catch {
    return null;
  }
}

function askForCredentials(): Response {
  const headers = { 'www-authenticate': 'Basic realm="GitHub"' };
  return new Response('Authentication failed.', { status: 401, headers });
}

function mayFetch(auth: Auth, repository: Repository): boolean {
  if (auth.kind === 'installation' || auth.kind === 'job')
    return !repository.private || grants(auth.permissions, 'contents:read');
  return true;
}

function mayPush(auth: Auth, repository: Repository): boolean {
  // https://docs.github.com/repositories/archiving-a-github-repository/archiving-repositories
  if (repository.archived) return false;
  if (auth.kind === 'user') return atLeast(roleIn(repository, auth.account), 'write');
  if (auth.kind !== 'installation' && auth.kind !== 'job') return false;
  return holds(auth, repository) && grants(auth.permissions, 'contents:write');
}

async function receive(
  world: World,
  repository: Repository,
  { auth, serve }: { readonly auth: Auth; readonly serve: () => Promise<Response> },
): Promise<Response> {
  const before = await listRefs(repository.gitDir, 'refs/');
  const response = await serve();
  const after = await listRefs(repository.gitDir, 'refs/');
  for (const ref of new Set([...before.keys(), ...after.keys()])) {
    const move = { ref, before: before.get(ref) ?? ZERO_SHA, after: after.get(ref) ?? ZERO_SHA };
    if (move.before !== move.after)
      await announceRef(world, repository, { move, actor: actorOf(auth) });
  }
  return response;
}

async function inTurn<T>(repository: Repository, work: () => Promise<T>): Promise<T> {
  const before = pushes.get(repository) ?? Promise.resolve();
  const turn = before.then(work, work);
  pushes.set(repository, turn);
  return turn;
}
