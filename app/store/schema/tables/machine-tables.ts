import type { Machine } from '../../../../runner-provisioner/machine/machine.ts';
import type { PoolSeen } from '../../../../runner-provisioner/spot/pool-seen.ts';
import type { MachineTold } from '../../../runtime/ports/hosted/machines.ts';
import type { ColumnKit } from '../column-kit.ts';
import { ofAttempt } from './of-attempt.ts';

/** Machines that attempts were given. */
export function machineTables(kit: ColumnKit) {
  const { table, text, int, json } = kit;
  return {
    /** `gone`: 1 once nothing of it is left. */
    machines: table('machines', {
      id: text().notNull(),
      ...ofAttempt(kit),
      gone: int().notNull(),
      version: int().notNull(),
      body: json().$type<Machine>().notNull(),
      told: json().$type<MachineTold>().notNull(),
    }),
    /** Who looks after all of them; one row, 1. `controller`: what they are known by at the cloud. */
    machineWatch: table('machine_watch', {
      id: int().notNull(),
      controller: text().notNull(),
      owner: text().notNull(),
      until: int().notNull(),
    }),
    /** What spot machines of a pool went through; `body` has the counts as of `at`. */
    spotPools: table('spot_pools', {
      region: text().notNull(),
      type: text().notNull(),
      zone: text().notNull(),
      at: int().notNull(),
      body: json().$type<PoolSeen>().notNull(),
    }),
    /** Those that the operator's file names, or did; `leftAt`: since when it does not. */
    machineRegions: table('machine_regions', {
      name: text().notNull(),
      leftAt: int(),
    }),
  };
}
