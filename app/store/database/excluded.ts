import { sql, type SQL } from 'drizzle-orm';

/** The value that an insert wanted for this column: what an upsert writes over the old one. */
export function excluded(column: string): SQL {
  return sql.raw(`excluded.${column}`);
}
