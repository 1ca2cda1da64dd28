import type { Json } from '../../../domain/json.ts';
import type { ColumnKit } from '../column-kit.ts';

/** Which clocks start pipelines. */
export function scheduleTables({ table, text, int, json }: ColumnKit) {
  return {
    schedules: table('schedules', {
      id: text().notNull(),
      repository: int().notNull(),
      nextAt: int(),
      version: int().notNull(),
      body: json().$type<Json>().notNull(),
    }),
  };
}
