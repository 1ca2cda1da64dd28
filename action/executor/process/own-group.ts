import { readFileSync } from 'node:fs';

/** Where control groups are, of version 2 or, in a folder for each controller, of version 1. */
export const GROUPS = '/sys/fs/cgroup';

/**
 * The path of the control group that this process was started in; undefined: there is no such hierarchy. `controller`:
 * one of version 1, or the empty text for version 2. A run's own group (`run-group.ts`) is left out of it.
 * https://man7.org/linux/man-pages/man7/cgroups.7.html, /proc/PID/cgroup
 */
export function ownGroup(controller: string): string | undefined {
  const lines = readText('/proc/self/cgroup').split('\n');
  const path = lines.map((line) => LINE.exec(line)).find((found) => found?.[1] === controller)?.[2];
  return path?.replace(OF_RUN, '') || (path && '/');
}

const LINE = /^\d+:([^:]*):(.*)$/;
const OF_RUN = /\/mlp-[^/]+$/;

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
