import { openMachines } from '../../../app/compute/open-machines.ts';

/** What the laws are tried on: the App's part for machines, or a spoiled copy of it. */
export type ComputeParts = { readonly openMachines: typeof openMachines };

export const COMPUTE: ComputeParts = { openMachines };
