import { randomUUID } from 'node:crypto';
import { and, asc, desc, eq, inArray, isNotNull, lte, or, sql } from 'drizzle-orm';
import type {
  KeptMachine,
  KnownMachine,
  MachineGreeting,
  MachineRows,
  MachineTold,
} from '../../../runtime/ports/hosted/machines.ts';
import type { AttemptId } from '../../../runtime/ports/attempts.ts';
import { publicationOfRun } from '../../../runtime/ports/hosted/publications.ts';
import { inChunks } from '../../database/in-chunks.ts';
import { Conflict, type Database, type Query } from '../../database/database.ts';
import type { Tables } from '../../schema/tables.ts';
import { touchPublication } from '../publications/publications.ts';
import { addUse, spotPools } from './spot-pools.ts';
import { pastMachines } from './past-machines.ts';

/** Machines, with what they told. */
export function machines(database: Database): MachineRows {
  const { read, tables } = database;
  const { machines } = tables;
  // As the index of those at work says it: a parameter could be any number.
  const isAtWork = sql`${machines.gone} = 0`;
  return {
    controller: async () => (await watchRow(database)).controller,
    takeWatch: (owner, now, until) => takeWatch(database, { owner, now, until }),
    ...pastMachines(database),
    pools: (now) => spotPools(database, now),
    kept: async () => {
      const atWork = await read.select().from(machines).where(isAtWork);
      const all = [...atWork, ...(await goneOfOrders(database))];
      return all.toSorted((a, b) => (a.id < b.id ? -1 : 1)).map(keptOf);
    },
    find: async (id) => {
      const row = (await read.select().from(machines).where(eq(machines.id, id)))[0];
      return row === undefined ? null : knownOf(row);
    },
    ofRun: async (run) => {
      const rows = read.select().from(machines).where(eq(machines.run, run));
      // Their ids tell when they were wished for.
      return (await rows.orderBy(asc(machines.id))).map(knownOf);
    },
    ofAttempt: async ({ run, key, attempt }) => {
      const isIts = and(
        eq(machines.run, run),
        eq(machines.key, key),
        eq(machines.attempt, attempt),
      );
      const rows = read.select().from(machines).where(isIts);
      const [row] = await rows.orderBy(desc(machines.id)).limit(1);
      return row === undefined ? null : knownOf(row);
    },
    save: (changed) => saveAll(database, changed),
    greet: (id, told) => database.transact((query) => greet(database, query, { id, told })),
    tell: (id, told) => database.transact((query) => tell(database, query, { id, told })),
  };
}

/** Another may be on its way for their attempts, and goes by what they went through. */
async function goneOfOrders({ read, tables }: Database): Promise<readonly MachineRow[]> {
  const { machines, dispatched } = tables;
  const { run, key, attempt } = dispatched;
  const orders = await read
    .select({ run, key, attempt })
    .from(dispatched)
    .where(isNotNull(dispatched.machine));
  const wanted = new Set(orders.map(nameOf));
  const runs = [...new Set(orders.map((order) => order.run))];
  const found: MachineRow[] = [];
  await inChunks(runs, async (chunk) => {
    found.push(...(await read.select().from(machines).where(inArray(machines.run, chunk))));
  });
  return found.filter((row) => row.gone === 1 && wanted.has(nameOf(row)));
}

function nameOf({ run, key, attempt }: AttemptId): string {
  return JSON.stringify([run, key, attempt]);
}

/** All or none: whoever decided by what has changed since decides anew. */
async function saveAll(database: Database, changed: readonly KeptMachine[]): Promise<boolean> {
  // Most sweeps change nothing.
  if (changed.length === 0) return true;
  try {
    await database.transact(async (query) => {
      for (const each of changed) {
        const isFirst = await isGoneNow(query, database.tables, each.machine);
        await saveOne(query, database.tables, each);
        if (isFirst) await addUse(query, database.tables, each.machine);
      }
    });
    return true;
  } catch (error) {
    if (error instanceof Conflict) return false;
    throw error;
  }
}

/** And was not before: one that is gone may still be written. */
async function isGoneNow(
  query: Query,
  { machines }: Tables,
  { id, state }: KeptMachine['machine'],
): Promise<boolean> {
  if (state.type !== 'gone') return false;
  const [before] = await query
    .select({ gone: machines.gone })
    .from(machines)
    .where(eq(machines.id, id));
  return before?.gone === 0;
}

const NOTHING_TOLD: MachineTold = {
  token: null,
  seenAt: null,
  gpus: null,
  bootMs: null,
  usage: [],
  console: null,
};

/** Once a machine is gone it is known what it cost, which its run's check and comment tell. */
async function saveOne(
  query: Query,
  tables: Tables,
  { machine, version }: KeptMachine,
): Promise<void> {
  const { machines } = tables;
  const { id, attempt: of, state, stateAt } = machine;
  const row = { gone: state.type === 'gone' ? 1 : 0, version: version + 1, body: machine };
  const isSame = and(eq(machines.id, id), eq(machines.version, version));
  const given =
    version === 0
      ? await query
          .insert(machines)
          .values({ id, ...of, ...row, told: NOTHING_TOLD })
          .onConflictDoNothing()
          .returning({ id: machines.id })
      : await query.update(machines).set(row).where(isSame).returning({ id: machines.id });
  if (given.length === 0) throw new Conflict([id]);
  if (row.gone === 1) await touchPublication(query, tables, publicationOfRun(of.run), stateAt);
}

async function tell(
  database: Database,
  query: Query,
  { id, told }: { readonly id: string; readonly told: Partial<MachineTold> },
): Promise<void> {
  const { machines } = database.tables;
  const row = await toldOf(database, query, id);
  if (row === undefined) return;
  await query
    .update(machines)
    .set({ told: { ...row.told, ...told } })
    .where(eq(machines.id, id));
}

/** Whoever comes first. */
async function greet(
  database: Database,
  query: Query,
  { id, told }: { readonly id: string; readonly told: MachineGreeting },
): Promise<boolean> {
  const token = (await toldOf(database, query, id))?.told.token;
  if (token === undefined || (token !== null && token !== told.token)) return false;
  await tell(database, query, { id, told });
  return true;
}

/** Written first, so that nobody else does between this and what follows from it. */
async function toldOf({ tables: { machines } }: Database, query: Query, id: string) {
  await query.update(machines).set({ id }).where(eq(machines.id, id));
  const own = query.select({ told: machines.told }).from(machines).where(eq(machines.id, id));
  return (await own)[0];
}

async function watchRow(database: Database): Promise<WatchRow> {
  const { machineWatch } = database.tables;
  const known = (await database.read.select().from(machineWatch))[0];
  if (known !== undefined) return known;
  // One row, whoever comes first.
  return database.transact(async (query) => {
    const fresh = { id: 1, controller: randomUUID(), owner: '', until: 0 };
    await query.insert(machineWatch).values(fresh).onConflictDoNothing();
    const [row = fresh] = await query.select().from(machineWatch);
    return row;
  });
}

async function takeWatch(
  database: Database,
  { owner, now, until }: { readonly owner: string; readonly now: number; readonly until: number },
): Promise<boolean> {
  const { machineWatch } = database.tables;
  const row = await watchRow(database);
  // Renewed before it is half over: each sweep asks, and a write is a write to the disk.
  if (row.owner === owner && row.until - now > (until - now) / 2) return true;
  const isFree = or(eq(machineWatch.owner, owner), lte(machineWatch.until, now));
  const taken = await database.transact((query) =>
    query.update(machineWatch).set({ owner, until }).where(isFree).returning(),
  );
  return taken.length > 0;
}

type WatchRow = Tables['machineWatch']['$inferSelect'];
type MachineRow = Tables['machines']['$inferSelect'];

function keptOf({ body, version }: MachineRow): KeptMachine {
  return { machine: body, version };
}

function knownOf(row: MachineRow): KnownMachine {
  return { ...keptOf(row), told: row.told };
}
