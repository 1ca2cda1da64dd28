import { and, asc, eq, inArray, isNotNull, isNull, lte } from 'drizzle-orm';
import type {
  WorkflowDispatch,
  DispatchRows,
  LiveAttempt,
} from '../../../runtime/ports/hosted/dispatches.ts';
import type { AttemptId } from '../../../runtime/ports/attempts.ts';
import type { Database } from '../../database/database.ts';
import { isDispatched } from './is-dispatched.ts';
import { todays } from '../repositories/repositories.ts';
import type { Tables } from '../../schema/tables.ts';

/** Dispatches of attempts, each one run of the workflow. */
export function workflowDispatches(
  database: Database,
): Pick<
  DispatchRows,
  'gather' | 'lease' | 'save' | 'hasten' | 'live' | 'get' | 'asked' | 'ofWorkflowRun'
> {
  const { read, tables } = database;
  const { dispatchBatches: dispatches } = tables;
  const isRun = (repository: number, workflowRun: number) =>
    and(eq(dispatches.repository, repository), eq(dispatches.workflowRun, workflowRun));
  return {
    gather: (dispatch, of, until) => gather(database, { dispatch, of, until }),
    lease: (now, until, limit) => lease(database, { now, until, limit }),
    save: async (dispatch, at) => {
      const row = dispatchRow(dispatch, at);
      await database.transact((query) =>
        query.update(dispatches).set(row).where(eq(dispatches.id, dispatch.id)),
      );
    },
    hasten: async (repository, workflowRun, at) => {
      const one = isRun(repository, workflowRun);
      await database.transact((query) => query.update(dispatches).set({ readyAt: at }).where(one));
    },
    live: (dispatch) => live(database, dispatch),
    get: async (id) => {
      const rows = await read.select().from(dispatches).where(eq(dispatches.id, id));
      return (await dispatchesOf(database, rows))[0] ?? null;
    },
    asked: async (repository) => {
      const open = and(isNull(dispatches.workflowRun), isNotNull(dispatches.readyAt));
      const mine = and(eq(dispatches.repository, repository), open);
      return dispatchesOf(database, await read.select().from(dispatches).where(mine));
    },
    ofWorkflowRun: async (repository, workflowRun) => {
      const rows = await read.select().from(dispatches).where(isRun(repository, workflowRun));
      return (await dispatchesOf(database, rows))[0] ?? null;
    },
  };
}

async function gather(
  database: Database,
  order: {
    readonly dispatch: WorkflowDispatch;
    readonly of: readonly AttemptId[];
    readonly until: number;
  },
): Promise<boolean> {
  const { dispatched, dispatchBatches } = database.tables;
  const { dispatch, of, until } = order;
  return database.transact(async (query) => {
    let taken = 0;
    for (const attempt of of) {
      const free = and(isDispatched(database.tables, attempt), isNull(dispatched.batch));
      const set = query.update(dispatched).set({ batch: dispatch.id }).where(free);
      taken += (await set.returning({ run: dispatched.run })).length;
    }
    if (taken > 0) await query.insert(dispatchBatches).values(dispatchRow(dispatch, until));
    return taken > 0;
  });
}

async function lease(
  database: Database,
  { now, until, limit }: { readonly now: number; readonly until: number; readonly limit: number },
): Promise<readonly WorkflowDispatch[]> {
  const { dispatchBatches: dispatches } = database.tables;
  const due = lte(dispatches.readyAt, now);
  // Most polls find nothing: that must not cost a transaction.
  const any = await database.read
    .select({ id: dispatches.id })
    .from(dispatches)
    .where(due)
    .limit(1);
  if (any.length === 0) return [];
  const rows = await database.transact(async (query) => {
    const candidates = query.select({ id: dispatches.id }).from(dispatches).where(due);
    const chosen = candidates.orderBy(asc(dispatches.readyAt), asc(dispatches.id)).limit(limit);
    const ids = (await database.forLease(chosen.$dynamic())).map(({ id }) => id);
    const held = query
      .update(dispatches)
      .set({ readyAt: until })
      .where(inArray(dispatches.id, ids));
    return held.returning();
  });
  return dispatchesOf(database, rows);
}

async function live({ read, tables }: Database, dispatch: string): Promise<readonly LiveAttempt[]> {
  const { dispatched, attempts } = tables;
  const { run, key, attempt } = dispatched;
  const same = and(eq(attempts.run, run), eq(attempts.key, key), eq(attempts.attempt, attempt));
  const isLive = inArray(attempts.status, ['starting', 'running']);
  const rows = await read
    .select({ run, key, attempt, status: attempts.status })
    .from(dispatched)
    .innerJoin(attempts, same)
    .where(and(eq(dispatched.batch, dispatch), isLive));
  return rows.map(({ run, key, attempt, status }) => {
    return { run, key, attempt, status: status === 'starting' ? 'starting' : 'running' };
  });
}

type DispatchRow = Tables['dispatchBatches']['$inferSelect'];

function dispatchRow({ id, run, ...body }: WorkflowDispatch, readyAt: number | null): DispatchRow {
  const { order, state } = body;
  const workflowRun = 'workflowRun' in state ? state.workflowRun : null;
  return { id, run, repository: order.repository.id, workflowRun, readyAt, body };
}

/** With their repositories as those are called today. */
async function dispatchesOf(
  database: Database,
  rows: readonly DispatchRow[],
): Promise<readonly WorkflowDispatch[]> {
  const today = await todays(
    database,
    rows.map(({ repository }) => repository),
  );
  return rows.map(({ id, run, repository, body }) => {
    const order = { ...body.order, repository: today.get(repository) ?? body.order.repository };
    return { id, run, ...body, order };
  });
}
