import type { RepositoryRef } from '../../domain/hosted.ts';
import type { JsonMap } from '../../domain/json.ts';

/** What the `github` context says of a repository. */
export function githubContext({ id, owner, name }: RepositoryRef): JsonMap {
  return {
    repository: `${owner}/${name}`,
    repository_owner: owner,
    repository_id: String(id),
    event: {},
  };
}
