import { inArray } from 'drizzle-orm';
import type { RepositoryRef } from '../../domain/hosted.ts';
import type { Repositories } from '../../runtime/ports/repositories.ts';
import type { Database } from '../database/database.ts';
import { excluded } from '../database/excluded.ts';
import type { Write } from '../write.ts';

export function repositories(database: Database): Repositories {
  return {
    today: async (repository) =>
      (await todays(database, [repository.id])).get(repository.id) ?? repository,
  };
}

/** Those of these repositories that were seen under another name or installation, as they are today. */
export async function todays(
  { read, tables }: Database,
  ids: readonly number[],
): Promise<ReadonlyMap<number, RepositoryRef>> {
  if (ids.length === 0) return new Map();
  const { repositories: rows } = tables;
  const known = await read
    .select()
    .from(rows)
    .where(inArray(rows.id, [...new Set(ids)]));
  return new Map(known.map(({ id, body }) => [id, body]));
}

export const saveRepositories: Write<'repository.seen'> = async (query, tables, changes) => {
  const { repositories: rows } = tables;
  for (const { repository: body } of changes) {
    const insert = query.insert(rows).values({ id: body.id, body });
    await insert.onConflictDoUpdate({ target: rows.id, set: { body: excluded('body') } });
  }
};
