import { ROLES, type Account, type Role } from './accounts.ts';
import type { Repository } from './repository.ts';

/** The role an account has in a repository; null for none, which on a public repository still lets it read. */
export function roleIn(repository: Repository, account: Account): Role | null {
  if (repository.owner.id === account.id) return 'admin';
  if (repository.owner.members.get(account.id) === 'admin') return 'admin';
  const direct = repository.collaborators.get(account.id);
  if (direct !== undefined) return direct;
  return repository.owner.members.has(account.id) ? 'read' : null;
}

export function atLeast(role: Role | null, needed: Role): boolean {
  return role !== null && ROLES.indexOf(role) >= ROLES.indexOf(needed);
}

export function canRead(repository: Repository, account: Account): boolean {
  return !repository.private || roleIn(repository, account) !== null;
}
