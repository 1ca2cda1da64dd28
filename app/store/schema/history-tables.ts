import type { Digest } from '../../domain/digest.ts';
import type { RunEvent } from '../../domain/run/event.ts';
import type { Json } from '../../domain/json.ts';
import type { Approval } from '../../domain/run/run.ts';
import type { ColumnKit } from './column-kit.ts';

/** How runs came to be what they are, and what of them may be reused. */
export function historyTables({ table, text, int, json }: ColumnKit) {
  return {
    events: table('events', {
      run: text().notNull(),
      version: int().notNull(),
      type: text().notNull(),
      body: json().$type<RunEvent>().notNull(),
    }),
    approvals: table('approvals', {
      run: text().notNull(),
      version: int().notNull(),
      key: text().notNull(),
      at: int().notNull(),
      body: json().$type<Approval>().notNull(),
    }),
    cacheEntries: table('cache_entries', {
      cacheKey: text().$type<Digest>().notNull(),
      scope: text().notNull(),
      run: text().notNull(),
      key: text().notNull(),
      at: int().notNull(),
    }),
    cacheParts: table('cache_parts', {
      scope: text().notNull(),
      run: text().notNull(),
      key: text().notNull(),
      pipeline: text().notNull(),
      at: int().notNull(),
      cacheKey: text().$type<Digest>().notNull(),
      parts: json().$type<Json>().notNull(),
    }),
  };
}
