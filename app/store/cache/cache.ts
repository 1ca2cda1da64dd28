import { and, desc, eq, gte, inArray, lt, lte, ne, notExists } from 'drizzle-orm';
import { isAnswered } from '../../domain/asks.ts';
import { productsOf } from '../../domain/run/products-of.ts';
import type { CacheHit } from '../../domain/run/event.ts';
import { LOCAL_SCOPE } from '../../domain/scope.ts';
import type {
  Cache,
  CacheParts,
  KeyedWork,
  PartsQuery,
  RecipeQuery,
  Scopes,
  WantedWork,
} from '../../runtime/ports/cache.ts';
import type { Database } from '../database/database.ts';
import type { Tables } from '../schema/tables.ts';

/** More than one, since bytes of the newest may be lost. */
const MOST_CHECKPOINTS = 10;

/** Work that may be reused instead of done again. */
export function cache(database: Database): Cache {
  const { read, tables } = database;
  const { cacheParts, checkpoints, attempts } = tables;
  return {
    look: (wanted, scopes = [LOCAL_SCOPE]) => look(database, wanted, scopes),
    recentParts: (query, scopes = [LOCAL_SCOPE]) => recentParts(database, query, scopes),
    partsOf: async (run, key) => {
      const ofRow = and(eq(cacheParts.run, run), eq(cacheParts.key, key));
      const row = (await read.select().from(cacheParts).where(ofRow))[0];
      return row === undefined ? null : partsOf(row);
    },
    sameRecipe: (query, scopes = [LOCAL_SCOPE]) => sameRecipe(database, query, scopes),
    checkpoints: async (pipeline, key, cacheKey, scopes = [LOCAL_SCOPE]) => {
      const ofRow = and(eq(attempts.run, checkpoints.run), eq(attempts.key, checkpoints.key));
      const succeeded = read
        .select({ run: attempts.run })
        .from(attempts)
        .where(and(ofRow, eq(attempts.status, 'succeeded')));
      const rows = await read
        .select({ body: checkpoints.body })
        .from(checkpoints)
        .where(
          and(
            eq(checkpoints.pipeline, pipeline),
            eq(checkpoints.key, key),
            eq(checkpoints.cacheKey, cacheKey),
            inArray(checkpoints.scope, [...scopes]),
            notExists(succeeded),
          ),
        )
        .orderBy(desc(checkpoints.savedAt))
        .limit(MOST_CHECKPOINTS);
      return rows.map(({ body }) => body);
    },
  };
}

async function recentParts(
  { read, tables }: Database,
  { pipeline, key, except, before, limit }: PartsQuery,
  scopes: Scopes,
): Promise<readonly CacheParts[]> {
  const { cacheParts } = tables;
  const others = except === null ? undefined : ne(cacheParts.run, except);
  const earlier = before === undefined ? undefined : lt(cacheParts.at, before);
  const within = inArray(cacheParts.scope, [...scopes]);
  const rows = await read
    .select()
    .from(cacheParts)
    .where(and(eq(cacheParts.pipeline, pipeline), eq(cacheParts.key, key), within, others, earlier))
    .orderBy(desc(cacheParts.at))
    .limit(limit);
  return rows.map(partsOf);
}

async function sameRecipe(
  { read, tables }: Database,
  { pipeline, key, recipe, until, limit }: RecipeQuery,
  scopes: Scopes,
): Promise<readonly KeyedWork[]> {
  const { cacheParts } = tables;
  return read
    .select({ run: cacheParts.run, cacheKey: cacheParts.cacheKey })
    .from(cacheParts)
    .where(
      and(
        eq(cacheParts.recipe, recipe),
        eq(cacheParts.key, key),
        inArray(cacheParts.scope, [...scopes]),
        eq(cacheParts.pipeline, pipeline),
        lte(cacheParts.at, until),
      ),
    )
    .orderBy(desc(cacheParts.at))
    .limit(limit);
}

function partsOf(row: Tables['cacheParts']['$inferSelect']): CacheParts {
  const { run, key, pipeline, at, cacheKey, parts, recipe } = row;
  return { run, key, pipeline, at, cacheKey, parts, ...(recipe !== null && { recipe }) };
}

// Work is done again under one key only when more is asked of it, or by those who want it done again.
const ENTRIES_LOOKED_AT = 20;

async function look(
  { read, tables }: Database,
  { cacheKey, asks, notBefore }: WantedWork,
  scopes: Scopes,
): Promise<CacheHit | null> {
  const { cacheEntries: entries, steps } = tables;
  const rows = await read
    .select({ run: entries.run, asks: entries.asks, body: steps.body })
    .from(entries)
    .innerJoin(steps, and(eq(steps.run, entries.run), eq(steps.key, entries.key)))
    .where(
      and(
        eq(entries.cacheKey, cacheKey),
        inArray(entries.scope, [...scopes]),
        gte(entries.at, notBefore),
        // What a gate rejected was made all the same, and is judged again.
        inArray(steps.result, ['success', 'rejected']),
      ),
    )
    .orderBy(desc(entries.at))
    .limit(ENTRIES_LOOKED_AT);
  const row = rows.find((entry) => isAnswered({ ...entry.body, asks: entry.asks }, asks));
  if (row === undefined) return null;
  return { run: row.run, key: row.body.key, ...productsOf(row.body) };
}
