import { and, eq } from 'drizzle-orm';
import { holderOf, isSameStanding, type ModelAlias } from '../../domain/model.ts';
import { LOCAL_SCOPE } from '../../domain/scope.ts';
import { deploymentId } from '../../runtime/ports/hosted/publications.ts';
import type { ChangeOf } from '../../runtime/ports/store.ts';
import { Conflict, type Query } from '../database/database.ts';
import type { Tables } from '../schema/tables.ts';
import { touchPublication } from '../hosted/publications/publications.ts';
import { touchWatchers } from '../hosted/publications/watches.ts';
import { inOneOrder, type Write } from '../write.ts';
import { holdFreeze } from './freezes.ts';
import { requireKept } from './version-marks.ts';
import { saveOrigins } from './version-origins.ts';

/** Versions of models, each only once. */
export const registerVersions: Write<'model.register'> = async (query, tables, changes) => {
  for (const change of inOneOrder(changes, ({ version }) => version.model)) {
    await register(query, tables, change);
  }
};

/** Versions that a run found and did not make. */
export const registerAgain: Write<'model.register-again'> = async (query, tables, changes) => {
  for (const change of changes) await note(query, tables, change);
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
  tables: Tables,
  change: ChangeOf<'model.register'>,
): Promise<void> {
  const { models } = tables;
  const { model, version, run, key, artifact } = change.version;
  const { digest } = artifact;
  const scope = change.scope ?? LOCAL_SCOPE;
  const rows = await query
    .insert(models)
    .values({ scope, model, version, run, key, digest, body: change.version })
    .onConflictDoNothing()
    .returning({ version: models.version });
  if (rows.length === 0) throw new Conflict([model]);
  await saveOrigins(query, tables, change.version, { origins: change.origins ?? [], scope });
  await note(query, tables, { ...change, run, key });
}

type Noted = Omit<ChangeOf<'model.register-again'>, 'type'>;

async function note(query: Query, { registrations }: Tables, noted: Noted): Promise<void> {
  const { run, key, scope = LOCAL_SCOPE, within = LOCAL_SCOPE } = noted;
  const { model, version } = noted.version;
  const rows = await query
    .insert(registrations)
    .values({ scope, model, version, run, key, within })
    .onConflictDoNothing()
    .returning({ run: registrations.run });
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
  await requireMovable(query, tables, change);
  const body = { ...change.alias, from: change.from };
  const at = and(eq(aliases.scope, scope), eq(aliases.model, model), eq(aliases.alias, alias));
  const before = (
    await query.select({ moves: aliases.moves, body: aliases.body }).from(aliases).where(at)
  )[0];
  requireSeen(change, before?.body ?? null);
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
  await touchWatchers(query, tables, [{ type: 'alias', scope, model, alias }], movedAt);
  if (before !== undefined) await touchDeployment(query, tables, before.body, movedAt);
}

async function requireMovable(
  query: Query,
  tables: Tables,
  change: ChangeOf<'alias.move'>,
): Promise<void> {
  const { scope = LOCAL_SCOPE, passesFreeze } = change;
  const { model, version, movedAt } = change.alias;
  await requireKept(query, tables, { scope, model, version });
  const until = await holdFreeze(query, tables, { scope, model });
  if (movedAt < until && passesFreeze !== true) throw new Conflict([nameOf(change)]);
}

function requireSeen(change: ChangeOf<'alias.move'>, now: ModelAlias | null): void {
  const { before } = change;
  if (before === undefined || isSameStanding(before, now)) return;
  throw new Conflict([nameOf(change)]);
}

/** Aliases that stay where they are, by the word of another row. */
export const holdAliases: Write<'alias.hold'> = async (query, tables, changes) => {
  for (const change of inOneOrder(changes, ({ before }) => `${before.model}@${before.alias}`)) {
    await holdAlias(query, tables, change);
  }
};

async function holdAlias(
  query: Query,
  tables: Tables,
  { before, holder, at, scope = LOCAL_SCOPE }: ChangeOf<'alias.hold'>,
): Promise<void> {
  const { aliases } = tables;
  const { model, alias } = before;
  // Whoever moves an alias of the model holds this too.
  await holdFreeze(query, tables, { scope, model });
  const its = and(eq(aliases.scope, scope), eq(aliases.model, model), eq(aliases.alias, alias));
  const [row] = await query.select({ body: aliases.body }).from(aliases).where(its);
  if (row === undefined || !isSameStanding(before, row.body)) {
    throw new Conflict([`${model}@${alias}`]);
  }
  await query
    .update(aliases)
    .set({ body: { ...row.body, held: holder } })
    .where(its);
  await touchDeployment(query, tables, row.body, at);
}

/** The deployment by which the alias pointed where it did is replaced. */
async function touchDeployment(
  query: Query,
  tables: Tables,
  before: ModelAlias,
  at: number,
): Promise<void> {
  const { model, alias } = before;
  await touchPublication(query, tables, deploymentId({ ...holderOf(before), model, alias }), at);
}
