import type { ColumnKit } from '../column-kit.ts';
import { ofAttempt } from './of-attempt.ts';

/** Who carries out attempts that live elsewhere. */
export function claimTables(kit: ColumnKit) {
  const { table, text, int } = kit;
  return {
    /** `begun`, 0 or 1: its executor has used its token. `reported`: the last report of it that is kept. `liveWeight`: of its live metrics. `uploaded`: bytes that it announced. */
    claims: table('claims', {
      id: text().notNull(),
      ...ofAttempt(kit),
      holder: text().notNull(),
      begun: int().notNull(),
      reported: int().notNull(),
      liveWeight: int().notNull(),
      uploaded: int().notNull(),
    }),
    /** What executors stored. */
    claimBlobs: table('claim_blobs', {
      claim: text().notNull(),
      run: text().notNull(),
      digest: text().notNull(),
    }),
    spentProofs: table('spent_proofs', { id: text().notNull(), expiresAt: int().notNull() }),
  };
}
