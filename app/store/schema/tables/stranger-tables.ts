import type { Stranger } from '../../../runtime/ports/hosted/strangers.ts';
import type { ColumnKit } from '../column-kit.ts';

/** How often people without write were answered. */
export function strangerTables({ table, int, json }: ColumnKit) {
  return {
    strangers: table('strangers', {
      repository: int().notNull(),
      person: int().notNull(),
      version: int().notNull(),
      at: int().notNull(),
      body: json().$type<Stranger>().notNull(),
    }),
  };
}
