import { and, desc, eq, gte, ne } from 'drizzle-orm';
import type { Digest } from '../domain/digest.ts';
import type { CacheHit } from '../domain/event.ts';
import type { Cache } from '../runtime/store-reads.ts';
import type { CacheParts } from '../runtime/store-rows.ts';
import type { Database } from './database.ts';

/** Work that may be taken over instead of done again. */
export function cache(database: Database): Cache {
  const { read, tables } = database;
  const { cacheParts, checkpoints } = tables;
  return {
    look: (cacheKey, notBefore) => look(database, cacheKey, notBefore),
    newestParts: (pipeline, key, except) => newestParts(database, { pipeline, key, except }),
    partsOf: async (run, key) => {
      const ofRow = and(eq(cacheParts.run, run), eq(cacheParts.key, key));
      return (await read.select().from(cacheParts).where(ofRow))[0] ?? null;
    },
    checkpoint: async (pipeline, key, cacheKey) => {
      const rows = await read
        .select({ body: checkpoints.body })
        .from(checkpoints)
        .where(
          and(
            eq(checkpoints.pipeline, pipeline),
            eq(checkpoints.key, key),
            eq(checkpoints.cacheKey, cacheKey),
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
  { pipeline, key, except }: { pipeline: string; key: string; except: string | null },
): Promise<CacheParts | null> {
  const { cacheParts } = tables;
  const others = except === null ? undefined : ne(cacheParts.run, except);
  const rows = await read
    .select()
    .from(cacheParts)
    .where(and(eq(cacheParts.pipeline, pipeline), eq(cacheParts.key, key), others))
    .orderBy(desc(cacheParts.at))
    .limit(1);
  return rows[0] ?? null;
}

async function look(
  database: Database,
  cacheKey: Digest,
  notBefore: number,
): Promise<CacheHit | null> {
  const { cacheEntries: entries, steps } = database.tables;
  const rows = await database.read
    .select({ run: entries.run, body: steps.body })
    .from(entries)
    .innerJoin(steps, and(eq(steps.run, entries.run), eq(steps.key, entries.key)))
    .where(
      and(eq(entries.cacheKey, cacheKey), gte(entries.at, notBefore), eq(steps.result, 'success')),
    )
    .orderBy(desc(entries.at))
    .limit(1);
  const row = rows[0];
  if (row === undefined) return null;
  const { key, outputs, artifacts, metrics, facts } = row.body;
  return { run: row.run, key, outputs, artifacts, metrics, facts };
}
