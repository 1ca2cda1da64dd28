import { and, desc, eq, gte, lte, type SQL } from 'drizzle-orm';
import type { Database } from '../database/database.ts';

/** The run that a person means: `latest`, `12` or `#12` (its newest attempt), `12.2`, an id or enough of its beginning. */
export async function findRun(
  database: Database,
  reference: string,
  repository: number,
): Promise<string | null> {
  const { runs } = database.tables;
  const within = eq(runs.repository, repository);
  if (reference === 'latest') return first(database, within);
  const [, number, attempt] = /^#?(\d{1,9})(?:\.(\d{1,9}))?$/.exec(reference) ?? [];
  if (number !== undefined) {
    const ofNumber = eq(runs.number, Number(number));
    const ofAttempt = attempt === undefined ? undefined : eq(runs.attempt, Number(attempt));
    return first(database, and(within, ofNumber, ofAttempt));
  }
  return byStart(database, reference.toLowerCase(), within);
}

async function first(database: Database, where: SQL | undefined): Promise<string | null> {
  const { runs } = database.tables;
  const rows = await database.read
    .select({ id: runs.id })
    .from(runs)
    .where(where)
    .orderBy(desc(runs.createdAt), desc(runs.number), desc(runs.attempt))
    .limit(1);
  return rows[0]?.id ?? null;
}

async function byStart(database: Database, start: string, within: SQL): Promise<string | null> {
  if (!/^[0-9a-z]{6,26}$/.test(start)) return null;
  const { runs } = database.tables;
  const rows = await database.read
    .select({ id: runs.id })
    .from(runs)
    .where(and(within, gte(runs.id, start), lte(runs.id, start.padEnd(26, 'z'))))
    .limit(2);
  return rows.length === 1 ? (rows[0]?.id ?? null) : null;
}
