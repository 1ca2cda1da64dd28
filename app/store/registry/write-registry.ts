import { and, eq } from 'drizzle-orm';
import { LOCAL_SCOPE } from '../../domain/scope.ts';
import type { Change, ChangeOf } from '../../runtime/ports/store-port.ts';
import { Conflict, type Query } from '../database/database.ts';
import type { Tables } from '../schema/tables.ts';

/** Writes what spans runs: groups, model versions and aliases, each only over the state that was decided on. Throws `Conflict`. */
export async function writeRegistry(
  query: Query,
  tables: Tables,
  changes: readonly Change[],
): Promise<void> {
  for (const change of ofType(changes, 'group.save')) await saveGroup(query, tables, change);
  for (const change of ofType(changes, 'model.register')) await register(query, tables, change);
  for (const change of ofType(changes, 'alias.move')) await moveAlias(query, tables, change);
}

/** In one order for everyone. */
function ofType<T extends 'group.save' | 'model.register' | 'alias.move'>(
  changes: readonly Change[],
  type: T,
): ChangeOf<T>[] {
  return changes
    .filter((change): change is ChangeOf<T> => change.type === type)
    .toSorted((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
}

function nameOf(change: ChangeOf<'group.save' | 'model.register' | 'alias.move'>): string {
  if (change.type === 'group.save') return change.group;
  if (change.type === 'model.register') return change.version.model;
  return `${change.alias.model}@${change.alias.alias}`;
}

async function saveGroup(
  query: Query,
  { groups }: Tables,
  change: ChangeOf<'group.save'>,
): Promise<void> {
  const { group: name, expected, state: body } = change;
  const done = { name: groups.name };
  const rows =
    expected === null
      ? await query
          .insert(groups)
          .values({ name, version: 1, body })
          .onConflictDoNothing()
          .returning(done)
      : await query
          .update(groups)
          .set({ version: expected + 1, body })
          .where(and(eq(groups.name, name), eq(groups.version, expected)))
          .returning(done);
  if (rows.length === 0) throw new Conflict([name]);
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
