import { and, desc, eq, gte, inArray, ne } from 'drizzle-orm';
import type { Digest } from '../../domain/digest.ts';
import type { CacheHit } from '../../domain/run/event.ts';
import { LOCAL_SCOPE, type Scope } from '../../domain/scope.ts';
import type { Cache, CacheParts } from '../../runtime/ports/cache.ts';
import type { Database } from '../database/database.ts';
import type { Tables } from '../schema/tables.ts';

/** Work that may be reused instead of done again. */
export function cache(database: Database): Cache {
  const { read, tables } = database;
  const { cacheParts, checkpoints } = tables;
  return {
    look: (cacheKey, notBefore, scopes = [LOCAL_SCOPE]) =>
      look(database, { cacheKey, notBefore, scopes }),
    newestParts: (pipeline, key, except, scopes = [LOCAL_SCOPE]) =>
      newestParts(database, { pipeline, key, except, scopes }),
    partsOf: async (run, key) => {
      const ofRow = and(eq(cacheParts.run, run), eq(cacheParts.key, key));
      return partsOf((await read.select().from(cacheParts).where(ofRow))[0]);
    },
    checkpoint: async (pipeline, key, cacheKey, scopes = [LOCAL_SCOPE]) => {
      const rows = await read
        .select({ body: checkpoints.body })
        .from(checkpoints)
        .where(
          and(
            eq(checkpoints.pipeline, pipeline),
            eq(checkpoints.key, key),
            eq(checkpoints.cacheKey, cacheKey),
            inArray(checkpoints.scope, [...scopes]),
          ),
        )
        .orderBy(desc(checkpoints.savedAt))
        .limit(1);
      return rows[0]?.body ?? null;
    },
  };
}

async function newestParts(
  { read, tables }: Database,
  { pipeline, key, except, scopes }: PartsQuestion,
): Promise<CacheParts | null> {
  const { cacheParts } = tables;
  const others = except === null ? undefined : ne(cacheParts.run, except);
  const within = inArray(cacheParts.scope, [...scopes]);
  const rows = await read
    .select()
    .from(cacheParts)
    .where(and(eq(cacheParts.pipeline, pipeline), eq(cacheParts.key, key), within, others))
    .orderBy(desc(cacheParts.at))
    .limit(1);
  return partsOf(rows[0]);
}
type PartsQuestion = {
  readonly pipeline: string;
  readonly key: string;
  readonly except: string | null;
  readonly scopes: readonly Scope[];
};

function partsOf(row: Tables['cacheParts']['$inferSelect'] | undefined): CacheParts | null {
  if (row === undefined) return null;
  const { run, key, pipeline, at, cacheKey, parts } = row;
  return { run, key, pipeline, at, cacheKey, parts };
}

async function look(
  database: Database,
  { cacheKey, notBefore, scopes }: HitQuestion,
): Promise<CacheHit | null> {
  const { cacheEntries: entries, steps } = database.tables;
  const rows = await database.read
    .select({ run: entries.run, body: steps.body })
    .from(entries)
    .innerJoin(steps, and(eq(steps.run, entries.run), eq(steps.key, entries.key)))
    .where(
      and(
        eq(entries.cacheKey, cacheKey),
        inArray(entries.scope, [...scopes]),
        gte(entries.at, notBefore),
        eq(steps.result, 'success'),
      ),
    )
    .orderBy(desc(entries.at))
    .limit(1);
  const row = rows[0];
  if (row === undefined) return null;
  const { key, outputs, artifacts, metrics, facts } = row.body;
  return { run: row.run, key, outputs, artifacts, metrics, facts };
}
type HitQuestion = {
  readonly cacheKey: Digest;
  readonly notBefore: number;
  readonly scopes: readonly Scope[];
};
