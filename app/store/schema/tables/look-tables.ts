import type { Digest } from '../../../domain/digest.ts';
import type { ColumnKit } from '../column-kit.ts';

/** How often test data was evaluated on: of a pull request, or (0) in all. */
export function lookTables({ table, text, int }: ColumnKit) {
  return {
    looks: table('looks', {
      repository: int().notNull(),
      digest: text().$type<Digest>().notNull(),
      pull: int().notNull(),
      count: int().notNull(),
      at: int().notNull(),
    }),
  };
}
