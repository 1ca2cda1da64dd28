import { and, asc, eq, inArray, isNotNull, isNull, lte } from 'drizzle-orm';
import type { DispatchBatch, DispatchRows, LiveAttempt } from '../../runtime/ports/dispatches.ts';
import type { AttemptId } from '../../runtime/ports/attempts.ts';
import type { Database } from '../database/database.ts';
import { isDispatched } from './is-dispatched.ts';
import type { Tables } from '../schema/tables.ts';

/** Batches of attempts, each one run of the workflow. */
export function dispatchBatches(
  database: Database,
): Pick<
  DispatchRows,
  'gather' | 'claim' | 'save' | 'hasten' | 'live' | 'batch' | 'asked' | 'ofWorkflowRun'
> {
  const { read, tables } = database;
  const { dispatchBatches: batches } = tables;
  const isRun = (repository: number, workflowRun: number) =>
    and(eq(batches.repository, repository), eq(batches.workflowRun, workflowRun));
  return {
    gather: (batch, of, until) => gather(database, { batch, of, until }),
    claim: (now, until, limit) => claim(database, { now, until, limit }),
    save: async (batch, at) => {
      const row = batchRow(batch, at);
      await database.transact((query) =>
        query.update(batches).set(row).where(eq(batches.id, batch.id)),
      );
    },
    hasten: async (repository, workflowRun, at) => {
      const one = isRun(repository, workflowRun);
      await database.transact((query) => query.update(batches).set({ readyAt: at }).where(one));
    },
    live: (batch) => live(database, batch),
    batch: async (id) => {
      const row = (await read.select().from(batches).where(eq(batches.id, id)))[0];
      return row === undefined ? null : batchOf(row);
    },
    asked: async (repository) => {
      const open = and(isNull(batches.workflowRun), isNotNull(batches.readyAt));
      const mine = and(eq(batches.repository, repository), open);
      return (await read.select().from(batches).where(mine)).map(batchOf);
    },
    ofWorkflowRun: async (repository, workflowRun) => {
      const rows = await read.select().from(batches).where(isRun(repository, workflowRun));
      return rows[0] === undefined ? null : batchOf(rows[0]);
    },
  };
}

async function gather(
  database: Database,
  order: {
    readonly batch: DispatchBatch;
    readonly of: readonly AttemptId[];
    readonly until: number;
  },
): Promise<boolean> {
  const { dispatched, dispatchBatches } = database.tables;
  const { batch, of, until } = order;
  return database.transact(async (query) => {
    let taken = 0;
    for (const attempt of of) {
      const free = and(isDispatched(database.tables, attempt), isNull(dispatched.batch));
      const set = query.update(dispatched).set({ batch: batch.id }).where(free);
      taken += (await set.returning({ run: dispatched.run })).length;
    }
    if (taken > 0) await query.insert(dispatchBatches).values(batchRow(batch, until));
    return taken > 0;
  });
}

async function claim(
  database: Database,
  { now, until, limit }: { readonly now: number; readonly until: number; readonly limit: number },
): Promise<readonly DispatchBatch[]> {
  const { dispatchBatches: batches } = database.tables;
  const due = lte(batches.readyAt, now);
  // Most polls find nothing: that must not cost a transaction.
  const any = await database.read.select({ id: batches.id }).from(batches).where(due).limit(1);
  if (any.length === 0) return [];
  const rows = await database.transact(async (query) => {
    const candidates = query.select({ id: batches.id }).from(batches).where(due);
    const chosen = candidates.orderBy(asc(batches.readyAt), asc(batches.id)).limit(limit);
    const ids = (await database.forClaim(chosen.$dynamic())).map(({ id }) => id);
    const held = query.update(batches).set({ readyAt: until }).where(inArray(batches.id, ids));
    return held.returning();
  });
  return rows.map(batchOf);
}

async function live({ read, tables }: Database, batch: string): Promise<readonly LiveAttempt[]> {
  const { dispatched, attempts } = tables;
  const { run, key, attempt } = dispatched;
  const same = and(eq(attempts.run, run), eq(attempts.key, key), eq(attempts.attempt, attempt));
  const isLive = inArray(attempts.status, ['starting', 'running']);
  const rows = await read
    .select({ run, key, attempt, status: attempts.status })
    .from(dispatched)
    .innerJoin(attempts, same)
    .where(and(eq(dispatched.batch, batch), isLive));
  return rows.map(({ run, key, attempt, status }) => {
    return { run, key, attempt, status: status === 'starting' ? 'starting' : 'running' };
  });
}

type BatchRow = Tables['dispatchBatches']['$inferSelect'];

function batchRow({ id, run, order, state }: DispatchBatch, readyAt: number | null): BatchRow {
  const workflowRun = 'workflowRun' in state ? state.workflowRun : null;
  return { id, run, repository: order.repository.id, workflowRun, readyAt, body: { order, state } };
}

function batchOf({ id, run, body }: BatchRow): DispatchBatch {
  return { id, run, ...body };
}
