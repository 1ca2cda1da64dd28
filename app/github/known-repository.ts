import type { RepositoryRef } from '../domain/hosted.ts';
import type { Change, Store } from '../runtime/ports/store.ts';

/**
 * Writes down whose a repository is when somebody's word is to hold there: deliveries are then held against it, and the
 * word goes with the owner.
 */
export async function keepOwner(
  { repositories }: Pick<Store, 'repositories'>,
  repository: RepositoryRef,
): Promise<readonly Change[]> {
  const known = await repositories.find(repository.id);
  return known === null ? [{ type: 'repository.seen', repository }] : [];
}
