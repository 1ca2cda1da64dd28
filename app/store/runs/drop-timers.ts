import { and, eq } from 'drizzle-orm';
import type { Write } from '../write.ts';

/** Timers that fired and changed nothing. */
export const dropTimers: Write<'timer.drop'> = async (query, { timers }, changes) => {
  for (const { run, timer } of changes) {
    await query.delete(timers).where(and(eq(timers.run, run), eq(timers.id, timer)));
  }
};
