import { and, asc, eq, sql } from 'drizzle-orm';
import type { ModelVersion } from '../../domain/model.ts';
import { LOCAL_SCOPE, type Scope } from '../../domain/scope.ts';
import type { Registry } from '../../runtime/ports/registry.ts';
import type { ChangeOf } from '../../runtime/ports/store.ts';
import { Conflict, type Database, type Query } from '../database/database.ts';
import type { Tables } from '../schema/tables.ts';
import { inOneOrder, type Write } from '../write.ts';

/** What was said of versions. */
export function markReads({
  read,
  tables,
}: Pick<Database, 'read' | 'tables'>): Pick<Registry, 'marks'> {
  const { modelMarks: rows } = tables;
  return {
    marks: async (model, scope = LOCAL_SCOPE) => {
      const found = await read
        .select({ body: rows.body })
        .from(rows)
        .where(and(eq(rows.scope, scope), eq(rows.model, model)))
        .orderBy(asc(rows.version), asc(rows.mark));
      return found.map(({ body }) => body);
    },
  };
}

export const markVersions: Write<'model.mark'> = async (query, tables, changes) => {
  for (const change of inOneOrder(changes, ({ mark }) => mark.model)) {
    await markVersion(query, tables, change);
  }
};

async function markVersion(
  query: Query,
  tables: Tables,
  { mark: body, scope = LOCAL_SCOPE }: ChangeOf<'model.mark'>,
): Promise<void> {
  const { modelMarks, aliases } = tables;
  const { model, version, mark } = body;
  const run = await lockVersion(query, tables, { ...body, scope });
  if (run === null) throw new Conflict([model]);
  if (mark === 'deleted') {
    const pointing = await query
      .select({ alias: aliases.alias })
      .from(aliases)
      .where(and(eq(aliases.scope, scope), eq(aliases.model, model), eq(aliases.version, version)));
    if (pointing.length > 0) throw new Conflict([model]);
  }
  const rows = await query
    .insert(modelMarks)
    .values({ scope, model, version, mark, run, body })
    .onConflictDoNothing()
    .returning({ version: modelMarks.version });
  if (rows.length === 0) throw new Conflict([model]);
}

export const restoreVersions: Write<'model.restore'> = async (query, tables, changes) => {
  const { modelMarks } = tables;
  for (const { version: of, scope = LOCAL_SCOPE } of inOneOrder(changes, nameOf)) {
    await lockVersion(query, tables, { ...of, scope });
    const rows = await query
      .delete(modelMarks)
      .where(and(isOf(modelMarks, { ...of, scope }), eq(modelMarks.mark, 'deprecated')))
      .returning({ version: modelMarks.version });
    if (rows.length === 0) throw new Conflict([of.model]);
  }
};

function nameOf({ version: { model, version } }: ChangeOf<'model.restore'>): string {
  return `${model} ${version}`;
}

/** Throws `Conflict` for a version that is deleted: no alias may point to it. */
export async function requireKept(query: Query, tables: Tables, of: Of): Promise<void> {
  const { modelMarks } = tables;
  await lockVersion(query, tables, of);
  const deleted = await query
    .select({ version: modelMarks.version })
    .from(modelMarks)
    .where(and(isOf(modelMarks, of), eq(modelMarks.mark, 'deleted')));
  if (deleted.length > 0) throw new Conflict([of.model]);
}

type Of = Pick<ModelVersion, 'model' | 'version'> & { readonly scope: Scope };

/**
 * Holds a version until the transaction ends, and gives its run (null: there is no such version): whoever moves an alias to it and whoever deletes it see
 * one another. An update that changes nothing holds a row in both databases.
 */
async function lockVersion(query: Query, { models }: Tables, of: Of): Promise<string | null> {
  const rows = await query
    .update(models)
    .set({ version: sql`${models.version}` })
    .where(isOf(models, of))
    .returning({ run: models.run });
  return rows[0]?.run ?? null;
}

function isOf(table: Tables['models'] | Tables['modelMarks'], { scope, model, version }: Of) {
  return and(eq(table.scope, scope), eq(table.model, model), eq(table.version, version));
}
