import { sql } from 'drizzle-orm';
import type { Query } from '../database/database.ts';
import type { Tables } from '../schema/tables.ts';

/** The newest number of a repository's audit. Until the commit is done, others who ask for it wait here. */
export async function holdNumbers(
  query: Query,
  { auditNumbers }: Tables,
  repository: number,
): Promise<number> {
  const [row] = await query
    .insert(auditNumbers)
    .values({ repository, last: 0 })
    .onConflictDoUpdate({
      target: auditNumbers.repository,
      set: { last: sql`${auditNumbers.last}` },
    })
    .returning({ last: auditNumbers.last });
  if (row === undefined) throw new Error('The database gave no number for the audit.');
  return row.last;
}
