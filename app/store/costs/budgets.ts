import { and, asc, eq, inArray, sql } from 'drizzle-orm';
import { limitMicros, MICROS, spentMicros } from '../../domain/micros.ts';
import type {
  Account,
  AttemptCost,
  BudgetOrder,
  Budgets,
  Committed,
} from '../../runtime/ports/budgets.ts';
import type { Database, Query } from '../database/database.ts';
import type { Tables } from '../schema/tables.ts';

/** What runs spend and may spend. */
export function budgets(database: Database): Budgets {
  const { read, tables } = database;
  const { budgetEntries: entries, budgetAccounts: accounts } = tables;
  return {
    commit: (order) => database.transact((query) => commit(query, tables, order)),
    settle: async (run, costs) => {
      await database.transact(async (query) => settle(query, tables, run, costs));
    },
    open: async (limit) => {
      const found = await read
        .select()
        .from(entries)
        // As its index says it: a parameter could be any number.
        .where(sql`${entries.open} = 1`)
        .orderBy(asc(entries.run))
        .limit(limit);
      return found.map(({ run, key, attempt, repository, month, micros }) => {
        return { run, key, attempt, repository, month, usd: micros / MICROS };
      });
    },
    standing: async (of) => {
      const names = namesOf(of);
      const found = await read
        .select()
        .from(accounts)
        .where(inArray(accounts.name, [names.run, names.month]));
      const standing = (name: string) => {
        const { spent = 0, setAside = 0 } = found.find((row) => row.name === name) ?? {};
        return { spentUsd: spent / MICROS, setAsideUsd: setAside / MICROS };
      };
      return { run: standing(names.run), month: standing(names.month) };
    },
  };
}

async function commit(query: Query, tables: Tables, order: BudgetOrder): Promise<Committed> {
  const names = namesOf(order);
  const run = await hold(query, tables, names.run);
  const month = await hold(query, tables, names.month);
  const { budgetEntries: entries } = tables;
  if ((await entryOf(query, tables, order)) !== null) return { type: 'committed' };
  const micros = spentMicros(order.usd);
  const { runUsd, monthUsd } = order.limits;
  const over =
    whatIsOver('per-run', run, micros, runUsd) ?? whatIsOver('month', month, micros, monthUsd);
  if (over !== null) return over;
  const { key, attempt, repository } = order;
  const row = { run: order.run, key, attempt, repository, month: order.month, micros, open: 1 };
  await query.insert(entries).values(row);
  await move(query, tables, names, { spent: 0, setAside: micros });
  return { type: 'committed' };
}

type Sums = { readonly spent: number; readonly setAside: number };

function whatIsOver(
  by: Extract<Committed, { type: 'over' }>['by'],
  { spent, setAside }: Sums,
  micros: number,
  limitUsd: number | null,
): Extract<Committed, { type: 'over' }> | null {
  if (limitUsd === null || spent + setAside + micros <= limitMicros(limitUsd)) return null;
  return { type: 'over', by, spentUsd: spent / MICROS, setAsideUsd: setAside / MICROS, limitUsd };
}

async function settle(
  query: Query,
  tables: Tables,
  run: string,
  costs: readonly AttemptCost[],
): Promise<void> {
  const { budgetEntries: entries } = tables;
  // Few of all its attempts are at work.
  if ((await openOf(query, tables, run)).length === 0) return;
  await hold(query, tables, namesOf({ run, repository: 0, month: '' }).run);
  const told = new Map(costs.map((cost) => [nameOf(cost), cost]));
  for (const known of await openOf(query, tables, run)) {
    const cost = told.get(nameOf(known));
    if (cost === undefined) continue;
    const { usd, isFinal } = cost;
    const micros = isFinal ? spentMicros(usd) : Math.max(known.micros, spentMicros(usd));
    if (!isFinal && micros === known.micros) continue;
    await query
      .update(entries)
      .set({ micros, open: isFinal ? 0 : 1 })
      .where(isEntry(tables, known));
    const change = isFinal
      ? { spent: micros, setAside: -known.micros }
      : { spent: 0, setAside: micros - known.micros };
    await move(query, tables, namesOf(known), change);
  }
}

/** Of a run, month by month: whoever changes several of those does so in one order, too. */
function openOf(query: Query, { budgetEntries: entries }: Tables, run: string) {
  const isOpen = and(eq(entries.run, run), sql`${entries.open} = 1`);
  return query.select().from(entries).where(isOpen).orderBy(asc(entries.month), asc(entries.key));
}

function nameOf({ key, attempt }: Pick<AttemptCost, 'key' | 'attempt'>): string {
  return `${attempt} ${key}`;
}

/** Accounts are held in one order by everyone, the run's first: two that ask at once wait for each other, in no circle. */
async function hold(
  query: Query,
  { budgetAccounts: accounts }: Tables,
  name: string,
): Promise<Sums> {
  const [row] = await query
    .insert(accounts)
    .values({ name, spent: 0, setAside: 0 })
    .onConflictDoUpdate({ target: accounts.name, set: { spent: sql`${accounts.spent}` } })
    .returning({ spent: accounts.spent, setAside: accounts.setAside });
  return row ?? { spent: 0, setAside: 0 };
}

async function move(
  query: Query,
  { budgetAccounts: accounts }: Tables,
  names: ReturnType<typeof namesOf>,
  { spent, setAside }: Sums,
): Promise<void> {
  for (const name of [names.run, names.month]) {
    await query
      .update(accounts)
      .set({
        spent: sql`${accounts.spent} + ${spent}`,
        setAside: sql`${accounts.setAside} + ${setAside}`,
      })
      .where(eq(accounts.name, name));
  }
}

type Named = Pick<BudgetOrder, 'run' | 'key' | 'attempt'>;

async function entryOf(query: Query, tables: Tables, of: Named) {
  const [row] = await query.select().from(tables.budgetEntries).where(isEntry(tables, of));
  return row ?? null;
}

function isEntry({ budgetEntries: entries }: Tables, { run, key, attempt }: Named) {
  return and(eq(entries.run, run), eq(entries.key, key), eq(entries.attempt, attempt));
}

function namesOf({ run, repository, month }: Account) {
  return { run: `run/${run}`, month: `month/${repository}/${month}` };
}
