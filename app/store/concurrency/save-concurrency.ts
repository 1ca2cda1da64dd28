import { and, eq } from 'drizzle-orm';
import type { ChangeOf } from '../../runtime/ports/store.ts';
import { Conflict, type Query } from '../database/database.ts';
import type { Tables } from '../schema/tables.ts';
import { inOneOrder, type Write } from '../write.ts';

/** Each only over the version that was decided on. */
export const saveConcurrency: Write<'concurrency.save'> = async (query, tables, changes) => {
  for (const change of inOneOrder(changes, ({ group }) => group)) {
    await saveOne(query, tables, change);
  }
};

async function saveOne(
  query: Query,
  { groups }: Tables,
  change: ChangeOf<'concurrency.save'>,
): Promise<void> {
  const { group: name, expected, state: body } = change;
  const done = { name: groups.name };
  const rows =
    expected === null
      ? await query
          .insert(groups)
          .values({ name, version: 1, body })
          .onConflictDoNothing()
          .returning(done)
      : await query
          .update(groups)
          .set({ version: expected + 1, body })
          .where(and(eq(groups.name, name), eq(groups.version, expected)))
          .returning(done);
  if (rows.length === 0) throw new Conflict([name]);
}
