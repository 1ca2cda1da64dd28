import { and, eq, gt, inArray } from 'drizzle-orm';
import type { MachineRows } from '../../../runtime/ports/hosted/machines.ts';
import { inChunks } from '../../database/in-chunks.ts';
import type { Database } from '../../database/database.ts';
import { nameRegions } from './name-regions.ts';

/** What may be left of machines that were. */
export function pastMachines(
  database: Database,
): Pick<MachineRows, 'regions' | 'goneOf' | 'runsSince'> {
  const { read, tables } = database;
  const { machines } = tables;
  return {
    regions: (named, at) => nameRegions(database, named, at),
    goneOf: async (ids) => {
      const found: string[] = [];
      await inChunks(ids, async (chunk) => {
        const isGone = and(inArray(machines.id, chunk), eq(machines.gone, 1));
        const rows = await read.select({ id: machines.id }).from(machines).where(isGone);
        found.push(...rows.map(({ id }) => id));
      });
      return found.toSorted();
    },
    runsSince: async (id) => {
      const rows = read.selectDistinct({ run: machines.run }).from(machines);
      return (await rows.where(gt(machines.id, id))).map(({ run }) => run);
    },
  };
}
