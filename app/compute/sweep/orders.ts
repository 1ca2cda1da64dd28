import type { MachineOrder } from '../../runtime/ports/hosted/dispatches.ts';

/** What attempts want of machines, by their names. */
export type Orders = ReadonlyMap<string, MachineOrder>;
