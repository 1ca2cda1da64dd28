import { LOCAL_SCOPE } from '../../domain/scope.ts';
import { excluded } from '../database/excluded.ts';
import { inChunks } from '../database/in-chunks.ts';
import type { Write } from '../write.ts';

/** What cache keys were made of, kept to say why a later one differs. */
export const saveCacheParts: Write<'cache.parts'> = async (query, { cacheParts }, changes) => {
  const rows = changes.map(({ parts, scope = LOCAL_SCOPE }) => ({ ...parts, scope }));
  const set = {
    at: excluded('at'),
    cacheKey: excluded('cache_key'),
    parts: excluded('parts'),
  };
  await inChunks(rows, (chunk) =>
    query
      .insert(cacheParts)
      .values(chunk)
      .onConflictDoUpdate({ target: [cacheParts.run, cacheParts.key], set }),
  );
};
