import { and, eq } from 'drizzle-orm';
import type { ChangeOf } from '../../../runtime/ports/store.ts';
import { Conflict, type Query } from '../../database/database.ts';
import type { Tables } from '../../schema/tables.ts';
import { inOneOrder, type Write } from '../../write.ts';

/** Each only over the version that was decided on. */
export const saveSchedules: Write<'schedule.save'> = async (query, tables, changes) => {
  for (const change of inOneOrder(changes, ({ id }) => id)) {
    await saveSchedule(query, tables, change);
  }
};

/** Each only as it was when that was decided. */
export const dropSchedules: Write<'schedule.drop'> = async (query, tables, changes) => {
  for (const change of inOneOrder(changes, ({ id }) => id)) {
    await dropSchedule(query, tables, change);
  }
};

async function saveSchedule(
  query: Query,
  { schedules }: Tables,
  { id, repository, expected, nextAt, state: body }: ChangeOf<'schedule.save'>,
): Promise<void> {
  const done = { id: schedules.id };
  const rows =
    expected === null
      ? await query
          .insert(schedules)
          .values({ id, repository, nextAt, version: 1, body })
          .onConflictDoNothing()
          .returning(done)
      : await query
          .update(schedules)
          .set({ nextAt, version: expected + 1, body })
          .where(and(eq(schedules.id, id), eq(schedules.version, expected)))
          .returning(done);
  if (rows.length === 0) throw new Conflict([id]);
}

async function dropSchedule(
  query: Query,
  { schedules }: Tables,
  { id, expected }: ChangeOf<'schedule.drop'>,
): Promise<void> {
  const asKnown = and(eq(schedules.id, id), eq(schedules.version, expected));
  const gone = await query.delete(schedules).where(asKnown).returning({ id: schedules.id });
  if (gone.length === 0) throw new Conflict([id]);
}
