import { LOCAL_SCOPE } from '../../domain/scope.ts';
import { excluded } from '../database/excluded.ts';
import { inChunks } from '../database/in-chunks.ts';
import type { Write } from '../write.ts';

/**
 * What cache keys were made of, kept to say why a later one differs. A row that is looked up once more, as in a run that
 * is resumed, stays in its place among the others.
 */
export const saveCacheParts: Write<'cache.parts'> = async (query, { cacheParts }, changes) => {
  const rows = changes.map(({ parts, scope = LOCAL_SCOPE }) => ({ recipe: null, ...parts, scope }));
  const set = {
    cacheKey: excluded('cache_key'),
    parts: excluded('parts'),
    recipe: excluded('recipe'),
  };
  await inChunks(rows, (chunk) =>
    query
      .insert(cacheParts)
      .values(chunk)
      .onConflictDoUpdate({ target: [cacheParts.run, cacheParts.key], set }),
  );
};
