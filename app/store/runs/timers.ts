import { and, asc, inArray, lte, min } from 'drizzle-orm';
import type { Timers } from '../../runtime/ports/runs.ts';
import type { Database } from '../database/database.ts';

/** Timers that fall due; firing one is an event, and the patch of that event clears it. */
export function timers({ read, tables }: Database): Timers {
  const { timers } = tables;
  const ofRuns = (runs: readonly string[] | null) =>
    runs === null ? undefined : inArray(timers.run, [...runs]);
  return {
    due: async (now, runs, limit) => {
      const rows = await read
        .select({ run: timers.run, timer: timers.body })
        .from(timers)
        .where(and(lte(timers.dueAt, now), ofRuns(runs)))
        .orderBy(asc(timers.dueAt))
        .limit(limit);
      return rows;
    },
    nextDueAt: async (runs) => {
      const rows = await read
        .select({ at: min(timers.dueAt) })
        .from(timers)
        .where(ofRuns(runs));
      return rows[0]?.at ?? null;
    },
  };
}
