import type { Asks } from '../../../domain/asks.ts';
import type { Digest } from '../../../domain/digest.ts';
import type { Json } from '../../../domain/json.ts';
import type { ColumnKit } from '../column-kit.ts';

/** What of runs may be reused. */
export function cacheTables({ table, text, int, json }: ColumnKit) {
  return {
    cacheEntries: table('cache_entries', {
      cacheKey: text().$type<Digest>().notNull(),
      scope: text().notNull(),
      run: text().notNull(),
      key: text().notNull(),
      at: int().notNull(),
      asks: json().$type<Asks>().notNull(),
    }),
    cacheParts: table('cache_parts', {
      scope: text().notNull(),
      run: text().notNull(),
      key: text().notNull(),
      pipeline: text().notNull(),
      at: int().notNull(),
      cacheKey: text().$type<Digest>().notNull(),
      parts: json().$type<Json>().notNull(),
      /** The same for all that differ in their seed alone; null: it has none. */
      recipe: text().$type<Digest>(),
    }),
  };
}
