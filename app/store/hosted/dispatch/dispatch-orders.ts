import { and, asc, eq, isNull, ne, or } from 'drizzle-orm';
import type { DispatchRows, OrderedAttempt } from '../../../runtime/ports/hosted/dispatches.ts';
import type { AttemptId } from '../../../runtime/ports/attempts.ts';
import type { Database } from '../../database/database.ts';
import { isDispatched } from './is-dispatched.ts';
import type { Tables } from '../../schema/tables.ts';

/** Attempts that are to become jobs of GitHub Actions. */
export function dispatchOrders(
  database: Database,
): Pick<DispatchRows, 'order' | 'waiting' | 'attempts' | 'find' | 'bind' | 'withdraw'> {
  const { read, tables } = database;
  const { dispatched } = tables;
  const isOf = (of: AttemptId) => isDispatched(tables, of);
  return {
    order: async (attempt) => {
      const row = orderRow(attempt);
      await database.transact((query) =>
        query.insert(dispatched).values(row).onConflictDoNothing(),
      );
    },
    waiting: (limit) => waiting(database, limit),
    attempts: async (dispatch) => {
      const rows = await read.select().from(dispatched).where(eq(dispatched.batch, dispatch));
      return rows.map(orderOf);
    },
    find: async (of) => {
      const row = (await read.select().from(dispatched).where(isOf(of)))[0];
      return row === undefined ? null : orderOf(row);
    },
    bind: async (of, checkRun) => {
      await database.transact((query) =>
        query.update(dispatched).set({ checkRun }).where(isOf(of)),
      );
    },
    withdraw: async (of) => {
      const free = and(isOf(of), isNull(dispatched.batch));
      const gone = await database.transact((query) =>
        query.delete(dispatched).where(free).returning({ run: dispatched.run }),
      );
      return gone.length > 0;
    },
  };
}

async function waiting(
  { read, tables: { dispatched } }: Database,
  limit: number,
): Promise<readonly OrderedAttempt[]> {
  const isReady = or(isNull(dispatched.machine), ne(dispatched.machine, 'held'));
  const rows = await read
    .select()
    .from(dispatched)
    .where(and(isNull(dispatched.batch), isReady))
    .orderBy(asc(dispatched.orderedAt))
    .limit(limit);
  return rows.map(orderOf);
}

type OrderRow = Tables['dispatched']['$inferSelect'];

function orderRow({ of, job, dispatch, ...rest }: OrderedAttempt): OrderRow {
  const { run, key, attempt } = of;
  return { run, key, attempt, ...rest, batch: dispatch, machine: machineOf(job), body: job };
}

/** While the reviewers of an environment decide no machine is paid for. */
function machineOf({ machine, environment }: OrderedAttempt['job']): OrderRow['machine'] {
  if (machine === undefined) return null;
  return environment === '' ? 'held' : 'after-job';
}

function orderOf({ run, key, attempt, batch, body, ...row }: OrderRow): OrderedAttempt {
  const { group, orderedAt, checkRun } = row;
  return { of: { run, key, attempt }, group, orderedAt, dispatch: batch, checkRun, job: body };
}
