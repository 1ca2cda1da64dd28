import { sql } from 'drizzle-orm';
import type { Store } from '../runtime/ports/store.ts';
import { attempts } from './attempts/attempts.ts';
import { audits } from './audits/audits.ts';
import { baselines } from './cache/baselines.ts';
import { cache } from './cache/cache.ts';
import { claims } from './hosted/claims/claims.ts';
import { commit } from './commit.ts';
import type { Database, OnStatement } from './database/database.ts';
import { workflowDispatches } from './hosted/dispatch/workflow-dispatches.ts';
import { dispatchOrders } from './hosted/dispatch/dispatch-orders.ts';
import { machineOrders } from './hosted/dispatch/machine-orders.ts';
import { garbage } from './garbage/garbage.ts';
import { comparisons } from './comparisons/comparisons.ts';
import { concurrency } from './concurrency/concurrency.ts';
import { provenance } from './provenance/provenance.ts';
import { schedules } from './hosted/schedules/schedules.ts';
import { strangers } from './hosted/strangers/strangers.ts';
import { leases } from './work/leases.ts';
import { logTails } from './attempts/log-tails.ts';
import { machines } from './hosted/machines/machines.ts';
import { priceLists } from './hosted/machines/price-lists.ts';
import { budgets } from './costs/budgets.ts';
import { costs } from './costs/costs.ts';
import { estimates } from './costs/estimates.ts';
import { migrate } from './database/migrate.ts';
import { outbox } from './work/outbox.ts';
import { queues } from './hosted/queues/queues.ts';
import { publications } from './hosted/publications/publications.ts';
import { repositories } from './hosted/repositories/repositories.ts';
import { registry } from './registry/registry.ts';
import { history } from './runs/history.ts';
import { runs } from './runs/runs.ts';
import { openSqlite } from './database/sqlite-database.ts';
import { uploads } from './hosted/uploads/count-uploads.ts';
import { looks } from './looks/looks.ts';
import { timers } from './runs/timers.ts';
import { webSessions } from './hosted/web-sessions/web-sessions.ts';

export type StoreLocation =
  /** A file of this machine, made if it is not there; its folder must exist. */
  { readonly sqliteFile: string } | { readonly databaseUrl: string };

/** Opens a store and brings it up to date. Throws `StoreTooNew`, or what the database says when it cannot be reached. */
export async function openStore(
  location: StoreLocation,
  onStatement: OnStatement | null = null,
): Promise<Store> {
  const database =
    'sqliteFile' in location
      ? await openSqlite(location.sqliteFile, onStatement)
      : await openShared(location.databaseUrl, onStatement);
  try {
    await migrate(database);
  } catch (error) {
    await database.close();
    throw error;
  }
  return storeOn(database);
}

// Loaded only where it is used: it takes long enough for a person to notice.
async function openShared(url: string, onStatement: OnStatement | null): Promise<Database> {
  const { openPostgres } = await import('./database/postgres-database.ts');
  return openPostgres(url, onStatement);
}

function storeOn(database: Database): Store {
  return {
    commit: (changes) => commit(database, changes),
    outbox: outbox(database),
    leases: leases(database),
    claims: claims(database),
    uploads: uploads(database),
    publications: publications(database),
    repositories: repositories(database),
    dispatches: dispatches(database),
    machines: machines(database),
    priceLists: priceLists(database),
    budgets: budgets(database),
    costs: costs(database),
    estimates: estimates(database),
    garbage: garbage(database),
    queues: queues(database),
    provenance: provenance(database),
    audits: audits(database),
    schedules: schedules(database),
    strangers: strangers(database),
    webSessions: webSessions(database),
    runs: runs(database),
    cache: cache(database),
    history: history(database),
    attempts: attempts(database),
    logTails: logTails(database),
    registry: registry(database),
    baselines: baselines(database),
    timers: timers(database),
    comparisons: comparisons(database),
    looks: looks(database),
    concurrency: concurrency(database),
    nextRunNumber: (repository = 0) => nextRunNumber(database, repository),
    watch: (onOutsideCommit) => database.watch(onOutsideCommit),
    mayHaveChanged: () => database.mayHaveChanged(),
    close: () => database.close(),
  };
}

function dispatches(database: Database): Store['dispatches'] {
  return {
    ...dispatchOrders(database),
    ...machineOrders(database),
    ...workflowDispatches(database),
  };
}

async function nextRunNumber(database: Database, repository: number): Promise<number> {
  const { counters } = database.tables;
  const rows = await database.transact((query) =>
    query
      .insert(counters)
      .values({ name: repository === 0 ? 'run' : `run of ${repository}`, value: 1 })
      .onConflictDoUpdate({ target: counters.name, set: { value: sql`${counters.value} + 1` } })
      .returning({ value: counters.value }),
  );
  const number = rows[0]?.value;
  if (number === undefined) throw new Error('The database gave no run number.');
  return number;
}
