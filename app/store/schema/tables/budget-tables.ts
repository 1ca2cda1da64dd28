import type { ColumnKit } from '../column-kit.ts';
import { ofAttempt } from './of-attempt.ts';

/** What runs spend and may spend. All money in millionths of a US dollar, so that sums are whole. */
export function budgetTables(kit: ColumnKit) {
  const { table, text, int } = kit;
  return {
    /** One row a run (`run/…`) and one a repository and month (`month/…`); whoever holds it alone changes what it sums up. */
    budgetAccounts: table('budget_accounts', {
      name: text().notNull(),
      spent: int().notNull(),
      setAside: int().notNull(),
    }),
    /** `open`: 1 while more may come of it. */
    budgetEntries: table('budget_entries', {
      ...ofAttempt(kit),
      repository: int().notNull(),
      month: text().notNull(),
      micros: int().notNull(),
      open: int().notNull(),
    }),
  };
}
