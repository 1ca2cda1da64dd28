import type { Json } from '../../../domain/json.ts';
import type { ColumnKit } from '../column-kit.ts';

/** Which runs of a concurrency group are under way, and which wait. */
export function concurrencyTables({ table, text, int, json }: ColumnKit) {
  return {
    groups: table('concurrency_groups', {
      name: text().notNull(),
      version: int().notNull(),
      body: json().$type<Json>().notNull(),
    }),
  };
}
