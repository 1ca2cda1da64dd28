import type { Override, Pusher, TrustedBranch } from '../../../runtime/ports/provenance.ts';
import type { ColumnKit } from '../column-kit.ts';

/** Rows from before people were kept by number have none. */
type Kept<T, K extends keyof T> = Omit<T, K> & Partial<Pick<T, K>>;

/** Where runs come from. */
export function provenanceTables({ table, text, int, json }: ColumnKit) {
  return {
    starts: table('starts', { key: text().notNull(), run: text().notNull() }),
    heads: table('heads', {
      repository: int().notNull(),
      sha: text().notNull(),
      at: int().notNull(),
      body: json().$type<Kept<Pusher, 'id'>>().notNull(),
    }),
    trustedBranches: table('trusted_branches', {
      repository: int().notNull(),
      branch: text().notNull(),
      body: json().$type<Kept<TrustedBranch, 'byId'>>().notNull(),
    }),
    overrides: table('overrides', {
      repository: int().notNull(),
      sha: text().notNull(),
      pipeline: text().notNull(),
      base: text().notNull(),
      at: int().notNull(),
      body: json().$type<Kept<Override, 'byId'>>().notNull(),
    }),
  };
}
