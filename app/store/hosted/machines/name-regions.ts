import { and, gt, isNotNull, isNull, lte, notInArray } from 'drizzle-orm';
import type { MachineRows } from '../../../runtime/ports/hosted/machines.ts';
import type { Database } from '../../database/database.ts';

/** Keeps which regions the operator's file names, and gives those that it named lately and does not any more. */
export function nameRegions(
  database: Database,
  named: readonly string[],
  { now, since }: Parameters<MachineRows['regions']>[1],
): Promise<readonly string[]> {
  const { machineRegions } = database.tables;
  const { name, leftAt } = machineRegions;
  return database.transact(async (query) => {
    for (const each of named) {
      const row = { name: each, leftAt: null };
      await query
        .insert(machineRegions)
        .values(row)
        .onConflictDoUpdate({ target: name, set: { leftAt: null } });
    }
    const isNew = and(isNull(leftAt), notInArray(name, [...named]));
    await query.update(machineRegions).set({ leftAt: now }).where(isNew);
    await query.delete(machineRegions).where(and(isNotNull(leftAt), lte(leftAt, since)));
    const left = await query.select({ name }).from(machineRegions).where(gt(leftAt, since));
    return left.map((row) => row.name).toSorted();
  });
}
