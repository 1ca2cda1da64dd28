import { and, eq, isNotNull } from 'drizzle-orm';
import type { DispatchRows, MachineOrder } from '../../../runtime/ports/hosted/dispatches.ts';
import type { AttemptId } from '../../../runtime/ports/attempts.ts';
import type { Database } from '../../database/database.ts';
import { isDispatched } from './is-dispatched.ts';

/** Orders of attempts on machines of their own. */
export function machineOrders(
  database: Database,
): Pick<DispatchRows, 'onMachines' | 'onMachine' | 'release' | 'settle'> {
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
    release: (of) => mark(of, 'released'),
    settle: (of) => mark(of, null),
  };
}

/** `only`: of which attempt; undefined: of all. */
async function onMachines(
  { read, tables }: Database,
  only: ReturnType<typeof isDispatched>,
): Promise<readonly MachineOrder[]> {
  const { dispatched, dispatchBatches, attempts } = tables;
  const { run, key, attempt, body } = dispatched;
  const same = and(eq(attempts.run, run), eq(attempts.key, key), eq(attempts.attempt, attempt));
  const rows = await read
    .select({ run, key, attempt, body, status: attempts.status, dispatch: dispatchBatches.body })
    .from(dispatched)
    .leftJoin(attempts, same)
    .leftJoin(dispatchBatches, eq(dispatchBatches.id, dispatched.batch))
    .where(and(isNotNull(dispatched.machine), only));
  return rows.flatMap(({ run, key, attempt, body, status, dispatch }) => {
    const { machine: wish } = body;
    if (wish === undefined) return [];
    const isSent = dispatch?.state.type === 'sent';
    return [{ of: { run, key, attempt }, wish, status: statusOf(status), isSent }];
  });
}

function statusOf(status: string | null): MachineOrder['status'] {
  return status === 'starting' || status === 'running' ? status : 'over';
}
