import type { Audit, Override, Pusher, TrustedBranch } from '../../../runtime/ports/provenance.ts';
import type { ColumnKit } from '../column-kit.ts';

/** Where runs come from. */
export function provenanceTables({ table, text, int, json }: ColumnKit) {
  return {
    starts: table('starts', { key: text().notNull(), run: text().notNull() }),
    heads: table('heads', {
      repository: int().notNull(),
      sha: text().notNull(),
      at: int().notNull(),
      body: json().$type<Pusher>().notNull(),
    }),
    trustedBranches: table('trusted_branches', {
      repository: int().notNull(),
      branch: text().notNull(),
      body: json().$type<TrustedBranch>().notNull(),
    }),
    overrides: table('overrides', {
      repository: int().notNull(),
      sha: text().notNull(),
      pipeline: text().notNull(),
      base: text().notNull(),
      at: int().notNull(),
      body: json().$type<Override>().notNull(),
    }),
    audits: table('audits', {
      id: text().notNull(),
      repository: int().notNull(),
      at: int().notNull(),
      body: json().$type<Audit>().notNull(),
    }),
  };
}
