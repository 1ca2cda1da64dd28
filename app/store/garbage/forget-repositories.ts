import { and, eq, like, notExists, or, sql, type Column, type SQLWrapper } from 'drizzle-orm';
import type { PgTable } from 'drizzle-orm/pg-core';
import type { Query } from '../database/database.ts';
import type { Tables } from '../schema/tables.ts';

/** What repositories are called that no run, schedule, check, comment or decision names, and where nobody's word holds. */
export async function forgetRepositories(query: Query, tables: Tables): Promise<void> {
  const { repositories: rows, runs, schedules, trustedBranches, overrides, audits } = tables;
  const isUnnamed = (table: PgTable, repository: Column): SQLWrapper =>
    notExists(
      query
        .select({ one: sql`1` })
        .from(table)
        .where(eq(repository, rows.id)),
    );
  const candidates = await query
    .select({ id: rows.id })
    .from(rows)
    .where(
      and(
        isUnnamed(runs, runs.repository),
        isUnnamed(schedules, schedules.repository),
        isUnnamed(trustedBranches, trustedBranches.repository),
        isUnnamed(overrides, overrides.repository),
        isUnnamed(audits, audits.repository),
      ),
    );
  for (const { id } of candidates) {
    if (!(await isShown(query, tables, id))) await query.delete(rows).where(eq(rows.id, id));
  }
}

/** What is shown of it is published under its number (`publicationId`). */
async function isShown(
  query: Query,
  { publications }: Tables,
  repository: number,
): Promise<boolean> {
  const kinds = ['comment', 'issue', 'aggregate', 'broken', 'answer', 'mention'];
  const named = or(...kinds.map((kind) => like(publications.id, `${kind}/${repository}/%`)));
  const shown = query.select({ id: publications.id }).from(publications).where(named);
  return (await shown.limit(1)).length > 0;
}
