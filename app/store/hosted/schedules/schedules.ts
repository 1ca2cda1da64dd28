import { asc, eq, lte, min } from 'drizzle-orm';
import type { Schedules, Versioned } from '../../../runtime/ports/hosted/schedules.ts';
import type { Database } from '../../database/database.ts';
import type { Tables } from '../../schema/tables.ts';

/** Which clocks start pipelines. */
export function schedules({ read, tables }: Database): Schedules {
  const { schedules } = tables;
  return {
    find: async (id) => {
      const row = (await read.select().from(schedules).where(eq(schedules.id, id)))[0];
      return row === undefined ? null : versioned(row);
    },
    list: async (repository) => {
      const ofRepository = repository === null ? undefined : eq(schedules.repository, repository);
      const rows = read.select().from(schedules).where(ofRepository).orderBy(asc(schedules.id));
      return (await rows).map(versioned);
    },
    due: async (now, limit) => {
      const due = read.select().from(schedules).where(lte(schedules.nextAt, now));
      return (await due.orderBy(asc(schedules.nextAt)).limit(limit)).map(versioned);
    },
    nextDueAt: async () =>
      (await read.select({ at: min(schedules.nextAt) }).from(schedules))[0]?.at ?? null,
  };
}

function versioned({ id, version, body }: Tables['schedules']['$inferSelect']): Versioned {
  return { id, version, state: body };
}
