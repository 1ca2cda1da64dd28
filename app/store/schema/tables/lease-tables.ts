import type { ColumnKit } from '../column-kit.ts';
import { ofAttempt } from './of-attempt.ts';

/** Who works on which attempt, and who drives which run. */
export function leaseTables(kit: ColumnKit) {
  const { table, text, int } = kit;
  return {
    leases: table('leases', {
      id: text().notNull(),
      ...ofAttempt(kit),
      owner: text().notNull(),
      expiresAt: int().notNull(),
    }),
    drives: table('drives', {
      run: text().notNull(),
      owner: text().notNull(),
      expiresAt: int().notNull(),
    }),
  };
}
