import { and, eq, isNotNull } from 'drizzle-orm';
import type { DispatchRows, MachineOrder } from '../../../runtime/ports/hosted/dispatches.ts';
import type { AttemptId } from '../../../runtime/ports/attempts.ts';
import type { Database } from '../../database/database.ts';
import { isDispatched } from './is-dispatched.ts';

/** Orders of attempts on machines of their own. */
export function machineOrders(
  database: Database,
): Pick<DispatchRows, 'onMachines' | 'onMachine' | 'mayBegin' | 'release' | 'settle'> {
  const { dispatched } = database.tables;
  const mark = async (of: AttemptId, machine: 'released' | null) => {
    const open = and(isDispatched(database.tables, of), isNotNull(dispatched.machine));
    await database.transact((query) => query.update(dispatched).set({ machine }).where(open));
  };
  return {
    onMachines: () => onMachines(database, undefined),
    onMachine: async (of) => {
      const [order] = await onMachines(database, isDispatched(database.tables, of));
      return order ?? null;
    },
    mayBegin: (of) => mayBegin(database, of),
    release: (of) => mark(of, 'released'),
    settle: (of) => mark(of, null),
  };
}

async function mayBegin(database: Database, of: AttemptId): Promise<boolean> {
  const { dispatched } = database.tables;
  const isFirst = and(isDispatched(database.tables, of), eq(dispatched.machine, 'after-job'));
  const changed = await database.transact((query) =>
    query
      .update(dispatched)
      .set({ machine: 'released' })
      .where(isFirst)
      .returning({ run: dispatched.run }),
  );
  return changed.length > 0;
}

/** `only`: of which attempt; undefined: of all. */
async function onMachines(
  { read, tables }: Database,
  only: ReturnType<typeof isDispatched>,
): Promise<readonly MachineOrder[]> {
  const { dispatched, dispatchBatches, attempts } = tables;
  const { run, key, attempt, body, machine } = dispatched;
  const same = and(eq(attempts.run, run), eq(attempts.key, key), eq(attempts.attempt, attempt));
  const rows = await read
    .select({
      run,
      key,
      attempt,
      body,
      machine,
      status: attempts.status,
      dispatch: dispatchBatches.body,
    })
    .from(dispatched)
    .leftJoin(attempts, same)
    .leftJoin(dispatchBatches, eq(dispatchBatches.id, dispatched.batch))
    .where(and(isNotNull(dispatched.machine), only));
  return rows.flatMap(({ run, key, attempt, body, machine, dispatch, ...row }) => {
    const { machine: wish } = body;
    const status = statusOf(row.status);
    // One that is over is settled all the same.
    const isTooEarly = machine === 'after-job' && status !== 'over';
    if (wish === undefined || isTooEarly) return [];
    const isSent = dispatch?.state.type === 'sent';
    return [{ of: { run, key, attempt }, wish, status, isSent }];
  });
}

function statusOf(status: string | null): MachineOrder['status'] {
  return status === 'starting' || status === 'running' ? status : 'over';
}
