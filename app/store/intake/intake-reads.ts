import { and, asc, desc, eq, lte, min } from 'drizzle-orm';
import type { IntakeReads, Versioned } from '../../runtime/ports/intake-port.ts';
import type { Database } from '../database/database.ts';
import type { Tables } from '../schema/tables.ts';

/** What has been started for which reason, who pushed what, and which clocks start pipelines. */
export function intakeReads({ read, tables }: Database): IntakeReads {
  const { starts, heads, audits, schedules } = tables;
  return {
    startedAs: async (key) =>
      (await read.select().from(starts).where(eq(starts.key, key)))[0]?.run ?? null,
    pusherOf: async (repository, sha) => {
      const one = and(eq(heads.repository, repository), eq(heads.sha, sha));
      return (await read.select({ body: heads.body }).from(heads).where(one))[0]?.body ?? null;
    },
    audit: async ({ repository, limit }) => {
      const rows = await read
        .select({ body: audits.body })
        .from(audits)
        .where(eq(audits.repository, repository))
        .orderBy(desc(audits.at), desc(audits.id))
        .limit(limit);
      return rows.map(({ body }) => body);
    },
    schedule: async (id) => {
      const row = (await read.select().from(schedules).where(eq(schedules.id, id)))[0];
      return row === undefined ? null : versioned(row);
    },
    schedules: async (repository) => {
      const ofRepository = repository === null ? undefined : eq(schedules.repository, repository);
      const rows = read.select().from(schedules).where(ofRepository).orderBy(asc(schedules.id));
      return (await rows).map(versioned);
    },
    dueSchedules: async (now, limit) => {
      const due = read.select().from(schedules).where(lte(schedules.nextAt, now));
      return (await due.orderBy(asc(schedules.nextAt)).limit(limit)).map(versioned);
    },
    nextScheduleAt: async () =>
      (await read.select({ at: min(schedules.nextAt) }).from(schedules))[0]?.at ?? null,
  };
}

function versioned({ id, version, body }: Tables['schedules']['$inferSelect']): Versioned {
  return { id, version, state: body };
}
