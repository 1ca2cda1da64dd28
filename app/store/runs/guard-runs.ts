import { and, eq } from 'drizzle-orm';
import type { RunHeader } from '../../domain/run/run.ts';
import { scopeOf } from '../../domain/scope.ts';
import type { ChangeOf } from '../../runtime/ports/store.ts';
import { Conflict, type Query } from '../database/database.ts';
import type { Tables } from '../schema/tables.ts';

/** Writes the headers of all runs that change, each only over the version that was decided on. Throws `Conflict` with all that are not. */
export async function guardRuns(
  query: Query,
  tables: Tables,
  changes: readonly ChangeOf<'run.change'>[],
): Promise<void> {
  const conflicts: string[] = [];
  for (const change of changes.toSorted((a, b) => (a.run < b.run ? -1 : 1))) {
    const written =
      change.expected === null
        ? await create(query, tables, change.patch.header)
        : await replace(query, tables, { header: change.patch.header, expected: change.expected });
    if (!written) conflicts.push(change.run);
  }
  if (conflicts.length > 0) throw new Conflict(conflicts);
}

async function create(query: Query, { runs }: Tables, header: RunHeader): Promise<boolean> {
  const row = {
    id: header.id,
    number: header.number,
    attempt: header.attempt,
    repository: header.hosted?.repository.id ?? 0,
    scope: scopeOf(header),
    pipeline: header.pipeline,
    sha: header.sha,
    plan: header.plan,
    createdAt: header.createdAt,
    ...changing(header),
  };
  const rows = await query
    .insert(runs)
    .values(row)
    .onConflictDoNothing()
    .returning({ id: runs.id });
  return rows.length === 1;
}

async function replace(
  query: Query,
  { runs }: Tables,
  { header, expected }: { header: RunHeader; expected: number },
): Promise<boolean> {
  const rows = await query
    .update(runs)
    .set(changing(header))
    .where(and(eq(runs.id, header.id), eq(runs.version, expected)))
    .returning({ id: runs.id });
  return rows.length === 1;
}

function changing(header: RunHeader) {
  const { status, version, endedAt } = header;
  return { status, version, endedAt, body: header };
}
