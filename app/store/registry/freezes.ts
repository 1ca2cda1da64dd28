import { and, eq, sql } from 'drizzle-orm';
import type { Freeze } from '../../domain/model.ts';
import { LOCAL_SCOPE, type Scope } from '../../domain/scope.ts';
import type { Registry } from '../../runtime/ports/registry.ts';
import type { ChangeOf } from '../../runtime/ports/store.ts';
import { Conflict, type Database, type Query } from '../database/database.ts';
import { touchWatchers } from '../hosted/publications/watches.ts';
import type { Tables } from '../schema/tables.ts';
import { inOneOrder, type Write } from '../write.ts';

/** Which models are frozen. */
export function freezeReads({
  read,
  tables,
}: Pick<Database, 'read' | 'tables'>): Pick<Registry, 'freeze'> {
  const { modelFreezes: rows } = tables;
  return {
    freeze: async (model, scope = LOCAL_SCOPE) => {
      const one = and(eq(rows.scope, scope), eq(rows.model, model));
      return (await read.select({ body: rows.body }).from(rows).where(one))[0]?.body ?? null;
    },
  };
}

export const saveFreezes: Write<'model.freeze'> = async (query, tables, changes) => {
  for (const change of inOneOrder(changes, ({ model }) => model)) {
    await saveFreeze(query, tables, change);
  }
};

async function saveFreeze(
  query: Query,
  tables: Tables,
  { model, freeze, before, at, scope = LOCAL_SCOPE }: ChangeOf<'model.freeze'>,
): Promise<void> {
  const { modelFreezes: rows } = tables;
  await holdFreeze(query, tables, { scope, model });
  const row = { ...timesOf(freeze), body: freeze };
  const seen = timesOf(before);
  const isSeen = and(
    eq(rows.scope, scope),
    eq(rows.model, model),
    eq(rows.at, seen.at),
    eq(rows.until, seen.until),
  );
  const done = await query.update(rows).set(row).where(isSeen).returning({ model: rows.model });
  if (done.length === 0) throw new Conflict([model]);
  await touchWatchers(query, tables, [{ type: 'freeze', scope, model }], at);
}

function timesOf(freeze: Freeze | null): Pick<Freeze, 'at' | 'until'> {
  return { at: freeze?.at ?? 0, until: freeze?.until ?? 0 };
}

/**
 * Holds what says whether a model is frozen until the transaction ends, and gives until when it is (0: it is not): whoever
 * moves one of its aliases and whoever freezes it see one another.
 */
export async function holdFreeze(
  query: Query,
  { modelFreezes: rows }: Tables,
  { scope, model }: { readonly scope: Scope; readonly model: string },
): Promise<number> {
  const [row] = await query
    .insert(rows)
    .values({ scope, model, at: 0, until: 0, body: null })
    .onConflictDoUpdate({ target: [rows.scope, rows.model], set: { at: sql`${rows.at}` } })
    .returning({ until: rows.until });
  if (row === undefined) throw new Error('The database does not say whether a model is frozen.');
  return row.until;
}
