import { and, eq } from 'drizzle-orm';
import type { ChangeOf } from '../../../runtime/ports/store.ts';
import type { Strangers } from '../../../runtime/ports/hosted/strangers.ts';
import { Conflict, type Database, type Query } from '../../database/database.ts';
import type { Tables } from '../../schema/tables.ts';
import { inOneOrder, type Write } from '../../write.ts';

/** How often people without write were answered. */
export function strangers({ read, tables }: Database): Strangers {
  const { strangers: rows } = tables;
  return {
    find: async (repository, person) => {
      const one = and(eq(rows.repository, repository), eq(rows.person, person));
      const [row] = await read.select().from(rows).where(one);
      return row === undefined ? null : { version: row.version, state: row.body };
    },
  };
}

/** Each only over the version that was decided on. */
export const saveStrangers: Write<'stranger.save'> = async (query, tables, changes) => {
  for (const change of inOneOrder(changes, nameOf)) await saveOne(query, tables, change);
};

function nameOf({ repository, person }: ChangeOf<'stranger.save'>): string {
  return `${repository} ${person}`;
}

async function saveOne(
  query: Query,
  { strangers: rows }: Tables,
  change: ChangeOf<'stranger.save'>,
): Promise<void> {
  const { repository, person, expected, at, state: body } = change;
  const version = (expected ?? 0) + 1;
  const done = { version: rows.version };
  const one = and(eq(rows.repository, repository), eq(rows.person, person));
  const saved =
    expected === null
      ? await query
          .insert(rows)
          .values({ repository, person, version, at, body })
          .onConflictDoNothing()
          .returning(done)
      : await query
          .update(rows)
          .set({ version, at, body })
          .where(and(one, eq(rows.version, expected)))
          .returning(done);
  if (saved.length === 0) throw new Conflict([nameOf(change)]);
}
