import { and, eq } from 'drizzle-orm';
import type { Write } from '../write.ts';

/** Timers that fired and changed nothing; one that was set anew meanwhile has another time. */
export const dropTimers: Write<'timer.drop'> = async (query, { timers }, changes) => {
  for (const { run, timer, dueAt } of changes) {
    const same = and(eq(timers.run, run), eq(timers.id, timer), eq(timers.dueAt, dueAt));
    await query.delete(timers).where(same);
  }
};
