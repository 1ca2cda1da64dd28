import type { RepositoryRef } from '../../../domain/hosted.ts';
import type { ColumnKit } from '../column-kit.ts';

/** What repositories on GitHub are called today, of those for which that has changed. */
export function repositoryTables({ table, int, json }: ColumnKit) {
  return {
    repositories: table('repositories', {
      id: int().notNull(),
      body: json().$type<RepositoryRef>().notNull(),
    }),
  };
}
