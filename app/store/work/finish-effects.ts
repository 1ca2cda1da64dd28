import { and, eq, inArray } from 'drizzle-orm';
import { inChunks } from '../database/in-chunks.ts';
import type { Write } from '../write.ts';

/** Effects that are done, each only if its owner still holds it. */
export const finishEffects: Write<'effect.finish'> = async (query, { effects }, changes) => {
  const owners = Map.groupBy(changes, ({ owner }) => owner);
  for (const [owner, theirs] of owners) {
    const ids = theirs.map(({ effect }) => effect);
    await inChunks(ids, (chunk) =>
      query.delete(effects).where(and(inArray(effects.id, chunk), eq(effects.owner, owner))),
    );
  }
};
