import { eq, inArray } from 'drizzle-orm';
import type { RepositoryRef } from '../../../domain/hosted.ts';
import type { Repositories } from '../../../runtime/ports/hosted/repositories.ts';
import type { Database, Query } from '../../database/database.ts';
import type { Tables } from '../../schema/tables.ts';
import type { Write } from '../../write.ts';

export function repositories(database: Database): Repositories {
  const find = async (id: number) => (await todays(database, [id])).get(id) ?? null;
  return { find, today: async (repository) => (await find(repository.id)) ?? repository };
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
    const same = { target: rows.id, set: { id: body.id } };
    // As it was before; nobody else writes it before this transaction ends.
    const [before] = await insert.onConflictDoUpdate(same).returning({ body: rows.body });
    await query.update(rows).set({ body }).where(eq(rows.id, body.id));
    if (before?.body.installation !== body.installation) await dropWords(query, tables, body.id);
  }
};

/** An installation is one owner's: what people of another one said holds no more. */
async function dropWords(
  query: Query,
  { trustedBranches, overrides }: Tables,
  repository: number,
): Promise<void> {
  await query.delete(trustedBranches).where(eq(trustedBranches.repository, repository));
  await query.delete(overrides).where(eq(overrides.repository, repository));
}
