import { and, eq } from 'drizzle-orm';
import { LOCAL_SCOPE } from '../../domain/scope.ts';
import type { ChangeOf } from '../../runtime/ports/store.ts';
import { Conflict, type Query } from '../database/database.ts';
import type { Tables } from '../schema/tables.ts';
import { inOneOrder, type Write } from '../write.ts';

/** Versions of models, each only once. */
export const registerVersions: Write<'model.register'> = async (query, tables, changes) => {
  for (const change of inOneOrder(changes, ({ version }) => version.model)) {
    await register(query, tables, change);
  }
};

/** Aliases, each only from where it was decided to stand. */
export const moveAliases: Write<'alias.move'> = async (query, tables, changes) => {
  for (const change of inOneOrder(changes, nameOf)) await moveAlias(query, tables, change);
};

function nameOf({ alias: { model, alias } }: ChangeOf<'alias.move'>): string {
  return `${model}@${alias}`;
}

async function register(
  query: Query,
  { models }: Tables,
  change: ChangeOf<'model.register'>,
): Promise<void> {
  const { model, version, run, key } = change.version;
  const scope = change.scope ?? LOCAL_SCOPE;
  const rows = await query
    .insert(models)
    .values({ scope, model, version, run, key, body: change.version })
    .onConflictDoNothing()
    .returning({ version: models.version });
  if (rows.length === 0) throw new Conflict([model]);
}

async function moveAlias(
  query: Query,
  tables: Tables,
  change: ChangeOf<'alias.move'>,
): Promise<void> {
  const { aliases, aliasMoves } = tables;
  const { model, alias, version, movedAt } = change.alias;
  const scope = change.scope ?? LOCAL_SCOPE;
  const body = { ...change.alias, from: change.from };
  const at = and(eq(aliases.scope, scope), eq(aliases.model, model), eq(aliases.alias, alias));
  const before = (await query.select({ moves: aliases.moves }).from(aliases).where(at))[0];
  const move = (before?.moves ?? 0) + 1;
  const row = { scope, model, alias, version, moves: move, body };
  const done = { model: aliases.model };
  const rows =
    change.from === null
      ? await query.insert(aliases).values(row).onConflictDoNothing().returning(done)
      : await query
          .update(aliases)
          .set(row)
          .where(and(at, eq(aliases.version, change.from), eq(aliases.moves, move - 1)))
          .returning(done);
  if (rows.length === 0) throw new Conflict([nameOf(change)]);
  await query.insert(aliasMoves).values({ scope, model, alias, move, at: movedAt, body });
}
