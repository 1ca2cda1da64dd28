import { and, eq } from 'drizzle-orm';
import type { Write } from '../write.ts';

/** Rows whose work is lost answer nobody any more. */
export const dropCacheEntries: Write<'cache.drop'> = async (query, { cacheEntries }, changes) => {
  for (const { run, key } of changes) {
    const ofRow = and(eq(cacheEntries.run, run), eq(cacheEntries.key, key));
    await query.delete(cacheEntries).where(ofRow);
  }
};
