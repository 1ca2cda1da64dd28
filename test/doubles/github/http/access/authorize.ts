import type { Account, Actor, Auth, Permissions, Role } from '../../state/accounts.ts';
import type { Repository } from '../../state/repository.ts';
import { atLeast, canRead, roleIn } from '../../state/permission-of.ts';
import { botOf, covers } from '../../state/world.ts';
import { ApiError, notFound } from '../api-error.ts';
import { NEEDS, type Needs } from './permissions.ts';

/** Refuses who may not call the operation: 401, 403 with the permissions that would do, or 404 for what they cannot see. */
export function authorize(id: string, auth: Auth, repository: Repository | null): void {
  const needs = NEEDS[id];
  if (needs === undefined) throw new Error(`${id} is missing in the table of permissions.`);
  if (!isVisible(auth, repository)) throw notFound();
  if (needs === 'any') return;
  if (auth.kind === 'anonymous') return refuseAnonymous(needs);
  if (typeof needs === 'string') return refuseOtherKind(needs, auth);
  if (auth.kind === 'app' || auth.kind === 'client') throw wrongKind('installation');
  if (auth.kind === 'user') return refuseUser(needs, repository, auth.account);
  refuseInstallation(needs, auth, repository);
}

function refuseInstallation(
  needs: Exclude<Needs, string>,
  auth: Extract<Auth, { kind: 'installation' | 'job' }>,
  repository: Repository | null,
): void {
  // What is public is read by everybody, and written by those who are installed there.
  const isOurs = repository === null || holds(auth, repository);
  const mayDo = (need: string) =>
    grants(auth.permissions, need) && (isOurs || need.endsWith(':read'));
  if (!needs.some(mayDo))
    throw new ApiError(403, 'Resource not accessible by integration', {}, acceptedHeader(needs));
}

function isVisible(auth: Auth, repository: Repository | null): boolean {
  return repository === null || auth.kind === 'app' || sees(auth, repository);
}

/** Whether the holder of a token knows that the repository exists. */
export function sees(auth: Auth, repository: Repository): boolean {
  switch (auth.kind) {
    case 'anonymous':
      return !repository.private;
    case 'app':
    case 'client':
      return false;
    case 'user':
      return canRead(repository, auth.account);
    case 'installation':
    case 'job':
      return holds(auth, repository) || !repository.private;
  }
}

/** Who acts with such credentials. */
export function actorOf(auth: Auth): Actor {
  switch (auth.kind) {
    case 'user':
      return { account: auth.account, app: auth.app };
    case 'installation':
    case 'job':
      return botOf(auth.app);
    default:
      throw new ApiError(403, 'Resource not accessible by integration');
  }
}

/** `checks:write` includes `checks:read`; every App reads metadata. */
export function grants(permissions: Permissions, need: string): boolean {
  const [name = '', access] = need.split(':');
  if (need === 'metadata:read') return true;
  const given = permissions[name];
  return given === access || given === 'admin' || (given === 'write' && access === 'read');
}

/** Whether a token of an installation or a job is for this repository. */
export function holds(
  auth: Extract<Auth, { kind: 'installation' | 'job' }>,
  repository: Repository,
): boolean {
  if (auth.repositoryIds !== null && !auth.repositoryIds.has(repository.id)) return false;
  return auth.installation === null || covers(auth.installation, repository);
}

function refuseAnonymous(needs: Needs): void {
  const isRead = typeof needs !== 'string' && needs.every((need) => need.endsWith(':read'));
  if (!isRead) throw new ApiError(401, 'Requires authentication');
}

function refuseOtherKind(needs: string, auth: Auth): void {
  if (needs === auth.kind || (needs === 'installation' && auth.kind === 'job')) return;
  throw wrongKind(needs);
}

function wrongKind(needs: string): ApiError {
  if (needs === 'app') return new ApiError(401, 'A JSON web token could not be decoded');
  return new ApiError(403, 'Resource not accessible by integration');
}

/** What people may do in a repository they can read without any role, as on github.com. */
const OPEN_TO_READERS = new Set(['issues:write', 'pull_requests:write']);

function refuseUser(needs: readonly string[], repository: Repository | null, account: Account) {
  if (repository === null) return;
  const role = roleIn(repository, account);
  const enough = needs.some(
    (need) => need.endsWith(':read') || OPEN_TO_READERS.has(need) || atLeast(role, roleFor(need)),
  );
  if (!enough) throw new ApiError(403, 'Must have admin rights to Repository.');
}

function roleFor(need: string): Role {
  return need.startsWith('administration:') ? 'admin' : 'write';
}

function acceptedHeader(needs: readonly string[]): Record<string, string> {
  const accepted = needs.map((need) => need.replace(':', '=')).join('; ');
  return { 'x-accepted-github-permissions': accepted };
}
