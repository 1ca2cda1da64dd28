import { existsSync, readdirSync } from 'node:fs';
import { machineMemory } from '../../../action/executor/process/memory-watch.ts';
import type { Machine } from '../../reports/view/shortages.ts';

/** What the machine has that this runs on. */
export function thisMachine(): Machine {
  return { memoryBytes: machineMemory(), gpus: countGpus() };
}

// NVIDIA's driver has a device for each GPU. Of others (AMD's, those behind WSL, Apple's) nothing is counted.
const OTHERS: readonly string[] = ['/dev/kfd', '/dev/dxg'];

function countGpus(): number | null {
  if (process.platform !== 'linux' || OTHERS.some((path) => existsSync(path))) return null;
  return readdirSync('/dev').filter((name) => /^nvidia\d+$/.test(name)).length;
}
